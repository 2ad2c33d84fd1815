// Fills the cards of index.html: sources from the handler in show/, and what each card's own handler answers now.
'use strict';

function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}

function scrollable(pre, label) {
  pre.tabIndex = 0; // so that the arrow keys can scroll it
  pre.setAttribute('role', 'region');
  pre.setAttribute('aria-label', label);
  return pre;
}

const parsed = html => new DOMParser().parseFromString(html, 'text/html'); // runs no scripts

// A source file, as /show/ shows it, with its path on this machine.
async function show(name, figure) {
  const answer = await fetch('/show/?file=' + name, {cache: 'no-store'});
  const page = parsed(await answer.text());
  const path = answer.ok ? page.querySelector('main code').textContent : name;
  const text = answer.ok ? page.querySelector('main pre').textContent : answer.status + ' ' + answer.statusText;
  figure.replaceChildren(element('figcaption', '', path), scrollable(element('pre', '', text), 'Source of ' + name));
}

// What of an answer belongs into a card.
async function content(answer) {
  const text = await answer.text();
  if (!(answer.headers.get('Content-Type') || '').startsWith('text/html')) {
    return [element('pre', '', text)];
  }
  const page = parsed(text);
  page.querySelectorAll('h1, h2').forEach(h => h.replaceWith(element('p', 'heading', ...h.childNodes)));
  page.querySelectorAll('pre').forEach(pre => scrollable(pre, 'Excerpt'));
  return (page.querySelector('main') || page.body).childNodes;
}

async function run(card, url, options) {
  const begin = performance.now();
  const status = card.querySelector('.status');
  const body = card.querySelector('.answer');
  try {
    // Without 'omit' the browser would ask for a password as soon as the page loads.
    const answer = await fetch(url, {cache: 'no-store', credentials: 'omit', ...options});
    const took = Math.max(1, Math.round(performance.now() - begin));
    body.replaceChildren(...await content(answer));
    status.textContent = `${answer.status} ${answer.statusText}, ${took} ms`;
    card.classList.toggle('bad', !answer.ok);
  } catch (gone) {
    body.replaceChildren(element('pre', '', 'No answer: ' + gone.message));
    status.textContent = 'no answer';
    card.classList.add('bad');
  }
  body.setAttribute('aria-live', 'polite'); // from now on: what comes with the page is not announced
}

function button(text, action) {
  const made = element('button', '', text);
  made.type = 'button';
  made.addEventListener('click', action);
  return made;
}

// Makes a card's parts; returns what fills them.
function build(card) {
  const url = card.querySelector('.run a').href;
  const name = card.querySelector('h2').textContent;
  const files = card.dataset.files.split(' ').map(file => [file, element('figure', '')]);
  const again = async () => {
    await run(card, url); // alone, as its time is shown
    await Promise.all(files.map(([file, figure]) => show(file, figure)));
  };

  const bar = card.querySelector('.run');
  const againButton = button('Run again', again);
  againButton.setAttribute('aria-label', 'Run again: ' + name);
  bar.append(element('span', 'status'), againButton);
  if (card.dataset.login) {
    const headers = {Authorization: 'Basic ' + btoa(card.dataset.login)};
    bar.append(button('Log in', () => run(card, url, {headers})));
  }
  const answer = element('div', 'answer');
  // A form in an answer is answered in its card.
  answer.addEventListener('submit', event => {
    event.preventDefault();
    const form = event.target;
    run(card, form.action, {method: form.method, body: new URLSearchParams(new FormData(form))});
  });
  card.append(element('div', 'panes',
    element('div', 'result', bar, answer),
    element('div', 'sources', ...files.map(([, figure]) => figure))));
  return again;
}

async function fillAll() {
  for (const fill of [...document.querySelectorAll('main section')].map(build)) {
    await fill();
  }
}

fillAll();
