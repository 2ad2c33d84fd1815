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
  page.querySelectorAll('a').forEach(a => { a.href = new URL(a.getAttribute('href'), answer.url || location); });
  return (page.querySelector('main') || page.body).childNodes;
}

// Like fetch, but tells how much of the body is gone out.
function upload(url, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'blob';
    request.upload.addEventListener('progress', event => progress(event.loaded / event.total));
    request.addEventListener('load', () => {
      const {response, status, statusText} = request;
      const headers = {'Content-Type': request.getResponseHeader('Content-Type') || ''};
      resolve(new Response(response, {status, statusText, headers}));
    });
    request.addEventListener('error', () => reject(new Error('the connection broke')));
    request.send(body);
  });
}

function ask(card, url, options) {
  // Where there is a button to log in, the browser would else ask for a password as soon as the page loads.
  const credentials = card.dataset.login ? 'omit' : 'same-origin';
  return fetch(url, {cache: 'no-store', credentials, ...options});
}

// What a visitor would see: a script gets a 401 where a visitor is sent to a login.
async function visit(card, url) {
  const answer = await ask(card, url);
  const login = card.dataset.loginPage;
  return login && answer.status === 401 ? ask(card, login) : answer;
}

// A form as the browser itself would send it.
function send(card, form, button) {
  const fields = new FormData(form, button);
  if (form.enctype !== 'multipart/form-data') {
    return ask(card, form.action, {method: form.method, body: new URLSearchParams(fields)});
  }
  const bar = element('progress', '');
  bar.value = 0;
  bar.setAttribute('aria-label', 'Upload');
  form.append(bar);
  return upload(form.action, fields, part => { bar.value = part; });
}

// Shows in the card what comes of a promised answer.
async function run(card, promise) {
  const begin = performance.now();
  const status = card.querySelector('.status');
  const body = card.querySelector('.answer');
  try {
    const answer = await promise;
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
    await run(card, visit(card, url)); // alone, as its time is shown
    await Promise.all(files.map(([file, figure]) => show(file, figure)));
  };

  const bar = card.querySelector('.run');
  const againButton = button('Run again', again);
  againButton.setAttribute('aria-label', 'Run again: ' + name);
  bar.append(element('span', 'status'), againButton);
  if (card.dataset.login) {
    const headers = {Authorization: 'Basic ' + btoa(card.dataset.login)};
    bar.append(button('Log in', () => run(card, ask(card, url, {headers}))));
  }
  const answer = element('div', 'answer');
  // A form in an answer is answered in its card, and so are links below the card's own.
  answer.addEventListener('submit', event => {
    event.preventDefault();
    run(card, send(card, event.target, event.submitter));
  });
  answer.addEventListener('click', event => {
    const link = event.target.closest('a');
    if (link && link.href.startsWith(url) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      run(card, ask(card, link.href));
    }
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
