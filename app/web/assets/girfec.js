// What pages gain where scripts run. Everything works without this file.
import { keepDraft } from './draft.js';
import { findInLongLists } from './find.js';
import { followAnswers } from './questions.js';

// An error summary is read out and reached first, wherever the page was.
document.getElementById('error-summary')?.focus();

const form = document.querySelector('form[data-draft]');
if (form) keepDraft(form);
for (const each of document.querySelectorAll('form[data-follow]')) followAnswers(each);
findInLongLists(document);

// A double press on a button that acts must not send twice; the server would answer the same, but people wonder.
for (const each of document.querySelectorAll('form[method="post"]')) {
  each.addEventListener('submit', (event) => {
    if (each.dataset.sent) event.preventDefault();
    each.dataset.sent = 'yes';
  });
}
// Coming back with the browser's own button shows the page as it was left: let it be sent again.
window.addEventListener('pageshow', () => {
  for (const each of document.querySelectorAll('form[data-sent]')) delete each.dataset.sent;
});
