"use strict";
// Marks the frames of the films, and tells the run's time between them.
const films = document.getElementById("films");
const logoAt = Number(films.dataset.logoAt);
const marks = {};

function clock(seconds) {
  const units = Math.round(Math.abs(seconds) * 100), minutes = Math.floor(units / 6000);
  const rest = (units % 6000 / 100).toFixed(2).padStart(5, "0"), hours = Math.floor(minutes / 60);
  const text = hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  return (seconds < 0 && units ? "-" : "") + text;
}

// Times on the page count from its own zero; a marked logo moves that by so many seconds.
function shift() {
  return marks.logo ? marks.logo.time - logoAt : 0;
}

function show() {
  for (const picture of films.querySelectorAll(".strip button"))
    picture.querySelector("b").textContent = clock(Number(picture.dataset.time) - shift());
  const end = marks.grand_star, time = end ? end.time : films.dataset.time && Number(films.dataset.time);
  if (document.getElementById("time") && time !== "") {
    document.getElementById("time").textContent = clock(time - shift());
    document.getElementById("told").textContent = end
      ? `to the star's burst on frame ${end.frame}`
      : `to the camera's cross, up to ${films.dataset.latest} s after the star burst`;
  }
  const begin = marks.logo ? ` --logo ${marks.logo.frame}` : films.dataset.counterAt;
  const options = begin + (end ? ` --end ${end.frame}` : "");
  document.getElementById("command").textContent =
    `${films.dataset.command}${options} --to lss --out run.lss`;
}

function begin(film) {
  const pictures = [...film.querySelectorAll(".strip button")], kind = film.dataset.kind;
  const first = pictures.findIndex((one) => one.dataset.frame === film.dataset.marked);
  const slider = film.querySelector("input");
  let at = Math.max(first, 0);

  function look() {
    const { frame, time } = pictures[at].dataset;
    for (const one of pictures) one.classList.toggle("marked", one === pictures[at]);
    film.querySelector(".large").src = pictures[at].querySelector("img").src;
    film.querySelector(".frame").textContent = `frame ${frame}`;
    // What is marked as the page was made is not the person's own word, unless the command was told it.
    if (at !== first || film.dataset.told === "1") marks[kind] = { frame, time: Number(time) };
    else delete marks[kind];
    slider.value = at;
    const strip = film.querySelector(".strip");
    strip.scrollLeft = pictures[at].offsetLeft - (strip.clientWidth - pictures[at].offsetWidth) / 2;
    show();
  }
  function step(by) {
    at = Math.min(Math.max(at + by, 0), pictures.length - 1);
    look();
  }
  pictures.forEach((one, index) => one.addEventListener("click", () => step(index - at)));
  for (const button of film.querySelectorAll("[data-step]"))
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  slider.addEventListener("input", () => step(Number(slider.value) - at));
  film.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    step(event.key === "ArrowLeft" ? -1 : 1);
  });
  look();
}

document.querySelectorAll(".film").forEach(begin);
