// Room in a drawing: where a new step can stand, and moving aside what follows. Everything right of a line moves right by
// the same distance, what the line cuts through is made wider, and every way keeps its course.

export const GAP = 60; // between a step and the next
const NEAR = 10; // closer than this counts as touching

const right = (shape) => shape.x + shape.width;
const bottom = (shape) => shape.y + shape.height;
export const middle = (shape) => ({ x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 });

export class Room {
  static $inject = ['modeling', 'elementRegistry', 'rules', 'canvas'];

  constructor(modeling, elementRegistry, rules, canvas) {
    Object.assign(this, { modeling, elementRegistry, rules, canvas });
  }

  /** Is a box empty, but for these elements and what they lie in? */
  free(box, but = []) {
    const around = { left: box.x - NEAR, top: box.y - NEAR, right: right(box) + NEAR, bottom: bottom(box) + NEAR };
    return !this.all().some((one) => !but.includes(one) && !holds(one, box) && touches(one, around));
  }

  /** The shapes that a box would touch, but for these. */
  shapesIn(box, but) {
    const around = { left: box.x - NEAR, top: box.y - NEAR, right: right(box) + NEAR, bottom: bottom(box) + NEAR };
    return this.all().filter((one) => !one.waypoints && !but.includes(one) && !holds(one, box) && touches(one, around));
  }

  all() {
    const root = this.canvas.getRootElement();
    return this.elementRegistry.filter((one) => one !== root && this.canvas.findRoot(one) === root);
  }

  /** Move everything that begins right of `line` (axis x) or below it (axis y) on by `distance`. */
  make(line, distance, axis = 'x') {
    const size = axis === 'x' ? 'width' : 'height';
    const delta = { x: 0, y: 0, [axis]: distance };
    const shapes = this.all().filter((one) => !one.waypoints && one.parent);
    const cut = (one) => one[axis] < line && one[axis] + one[size] > line && !one.labelTarget && this.rules.allowed('shape.resize', { shape: one });
    const goes = (one) => {
      if (one.labelTarget?.waypoints) return middle(one)[axis] > line;
      const bearer = one.labelTarget ?? one;
      return bearer.host ? goes(bearer.host) || (cut(bearer.host) && middle(bearer)[axis] > line) : bearer[axis] > line;
    };
    const moving = new Set(shapes.filter(goes));
    const wider = shapes.filter((one) => !moving.has(one) && cut(one));
    const ways = this.all().filter((one) => one.waypoints).map((way) => [way, moved(way.waypoints, line, distance, axis)]);
    for (const one of moving) this.modeling.moveShape(one, delta, null, { autoResize: false, layout: false, recurse: false });
    for (const one of wider) this.modeling.resizeShape(one, { x: one.x, y: one.y, width: one.width, height: one.height, [size]: one[size] + distance }, null, { attachSupport: false, autoResize: false, layout: false });
    const moves = (shape) => (wider.includes(shape) ? undefined : moving.has(shape));
    for (const [way, waypoints] of ways) this.keepCourse(way, waypoints, moves, axis, distance);
  }

  /** The ends stay with what they are tied to, and so does a bend that stands straight before them. */
  keepCourse(way, waypoints, goes, axis, distance) {
    const old = way.waypoints;
    const tie = (shape, end, bend) => {
      const by = goes(shape);
      if (by === undefined) return;
      const tied = (point) => ({ ...point, [axis]: point[axis] + (by ? distance : 0) });
      if (old.length > 2 && old[end][axis] === old[bend][axis]) waypoints[bend] = tied(old[bend]);
      waypoints[end] = tied(old[end]);
    };
    tie(way.source, 0, 1);
    tie(way.target, old.length - 1, old.length - 2);
    this.modeling.updateWaypoints(way, waypoints.map(({ x, y }) => ({ x, y })), { labelBehavior: false });
  }
}

/** The course of a way after everything past the line has moved on. */
const moved = (waypoints, line, distance, axis) =>
  waypoints.map(({ x, y }) => (axis === 'x' ? { x: x > line ? x + distance : x, y } : { x, y: y > line ? y + distance : y }));

/** Does a pool, lane or part lie around a box? */
const holds = (one, box) => !one.waypoints && one.x <= box.x && one.y <= box.y && right(one) >= right(box) && bottom(one) >= bottom(box);

function touches(one, around) {
  if (!one.waypoints) return one.x < around.right && right(one) > around.left && one.y < around.bottom && bottom(one) > around.top;
  return one.waypoints.slice(1).some((to, index) => {
    const from = one.waypoints[index];
    return Math.min(from.x, to.x) < around.right && Math.max(from.x, to.x) > around.left && Math.min(from.y, to.y) < around.bottom && Math.max(from.y, to.y) > around.top;
  });
}
