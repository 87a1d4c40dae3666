// How much of a drawing is seen, and moving it with buttons.

const READABLE = 0.75; // the scale at which it opens: names in the boxes can be read
const STRIDE = 200; // pixels that a press on Left, Right, Up or Down moves the drawing
const MARGIN = 20; // pixels around the whole drawing

export class View {
  /** covered: pixels on the left that a palette covers. */
  constructor(modeler, covered = 0) {
    this.covered = covered;
    this.canvas = modeler.get('canvas');
    this.registry = modeler.get('elementRegistry');
  }

  get hidden() {
    return !this.canvas.getContainer().clientWidth;
  }

  /** Close enough to read, with this element, or else the start, near the left edge. */
  closeUp(element = this.registry.find((one) => one.type === 'bpmn:StartEvent')) {
    if (this.hidden) return;
    this.canvas.resized();
    this.fit();
    if (this.canvas.zoom() >= READABLE || !element) return;
    this.canvas.zoom(READABLE);
    const { width, height, inner } = this.canvas.viewbox();
    const y = Math.max(inner.y - MARGIN, Math.min(element.y + element.height / 2 - height / 2, inner.y + inner.height - height + MARGIN));
    this.canvas.viewbox({ x: element.x - (this.covered + 2 * MARGIN) / READABLE, y, width, height });
  }

  /** All of it, right of the palette. */
  fit() {
    const { inner, outer } = this.canvas.viewbox();
    if (!inner.width) return; // nothing is drawn
    const scale = Math.min(1, (outer.width - this.covered - 2 * MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height);
    const x = inner.x - (this.covered + MARGIN) / scale;
    const y = inner.y + inner.height / 2 - outer.height / scale / 2;
    this.canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
  }

  reveal(element) {
    if (this.hidden || !element) return;
    const root = this.canvas.findRoot(element);
    if (root && root !== this.canvas.getRootElement()) this.canvas.setRootElement(root);
    this.canvas.scrollToElement(element, { top: 60, bottom: 60, left: 60 + this.covered, right: 60 });
  }

  zoom(how) {
    if (how === 'fit') this.fit();
    else this.canvas.zoom(Math.min(4, Math.max(0.2, this.canvas.zoom() * Number(how))));
  }

  move(dx, dy) {
    this.canvas.scroll({ dx: dx * STRIDE, dy: dy * STRIDE });
  }
}
