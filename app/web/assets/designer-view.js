// A design that somebody only looks at: the drawing with what was changed and what the check says, moved by buttons.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import './designer.css';
import { Findings } from './designer-findings.js';
import { folding, linkToElements, markLines, press, scripted } from './designer-page.js';
import { View } from './designer-seeing.js';

class Show {
  constructor(desk) {
    scripted();
    this.desk = desk;
    this.fold = desk.querySelector('.gd-fold');
    this.viewer = new NavigatedViewer({ container: desk.querySelector('.gd-canvas'), zoomScroll: { enabled: false } });
    this.view = new View(this.viewer);
  }

  async open() {
    const reply = await fetch(this.desk.dataset.content, { headers: { Accept: 'application/json' } });
    if (!reply.ok) return;
    const { xml, findings } = await reply.json();
    folding(this.desk, () => this.view.closeUp());
    try {
      await this.viewer.importXML(xml);
    } catch {
      this.desk.querySelector('.gd-canvas').textContent = 'This cannot be drawn. What is wrong with it stands below.';
      return;
    }
    this.label();
    this.view.closeUp();
    this.mark(findings);
    press(this.desk, { zoom: (how) => this.view.zoom(how), move: (way) => this.view.move(...way.split(',').map(Number)) });
    this.desk.dataset.ready = '';
  }

  label() {
    const svg = this.desk.querySelector('.gd-canvas svg');
    svg.removeAttribute('tabindex');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', `Drawing of ${this.desk.dataset.name}. The same in words stands below.`);
  }

  /** Colour what was changed, and make every line about an element lead to it. */
  mark(findings) {
    const registry = this.viewer.get('elementRegistry');
    const canvas = this.viewer.get('canvas');
    for (const { dataset } of document.querySelectorAll('[data-design=differences] [data-element]')) {
      if (registry.get(dataset.element)) canvas.addMarker(dataset.element, 'gd-changed');
    }
    new Findings(this.viewer).show(findings);
    for (const place of document.querySelectorAll('[data-design]')) linkToElements(place, (id) => registry.get(id), (id) => this.go(id));
    this.viewer.on('element.click', ({ element }) => this.choose(element.id));
  }

  go(id) {
    this.fold.open = true;
    this.choose(id);
    this.view.reveal(this.viewer.get('elementRegistry').get(id));
    this.desk.querySelector('.gd-canvas').scrollIntoView({ block: 'nearest' });
  }

  choose(id) {
    const canvas = this.viewer.get('canvas');
    if (this.chosen && this.viewer.get('elementRegistry').get(this.chosen)) canvas.removeMarker(this.chosen, 'gd-chosen');
    this.chosen = id;
    canvas.addMarker(id, 'gd-chosen');
    markLines(id);
  }
}

const desk = document.getElementById('designer-shown');
if (desk) new Show(desk).open();
