// What the check says, on the drawing: a coloured edge and a number on each element that it is about.

const MARKS = ['gd-error', 'gd-hint'];

export class Findings {
  constructor(drawing) {
    Object.assign(this, { canvas: drawing.get('canvas'), overlays: drawing.get('overlays'), registry: drawing.get('elementRegistry'), marked: new Set() });
  }

  show(findings) {
    this.overlays.remove({ type: 'finding' });
    for (const id of this.marked) if (this.registry.get(id)) for (const mark of MARKS) this.canvas.removeMarker(id, mark);
    this.marked = new Set(findings.map((one) => one.element).filter((id) => this.registry.get(id)));
    for (const id of this.marked) this.mark(id, findings.filter((one) => one.element === id));
  }

  mark(id, about) {
    const error = about.some((one) => one.severity === 'error');
    this.canvas.addMarker(id, error ? 'gd-error' : 'gd-hint');
    const badge = document.createElement('span');
    badge.className = `gd-badge${error ? '' : ' gd-badge--hint'}`;
    badge.textContent = error ? String(about.filter((one) => one.severity === 'error').length) : '?';
    badge.title = about.map((one) => one.message).join('\n');
    badge.setAttribute('aria-hidden', 'true'); // the list of findings says it in words
    const element = this.registry.get(id);
    const position = element.waypoints ? { bottom: 12, left: 0 } : { top: -12, left: element.width - 12 };
    this.overlays.add(id, 'finding', { position, html: badge });
  }
}
