// Keeps what is drawn, a moment after each change: nobody presses Save. What cannot be kept yet is tried again; where
// somebody else was quicker, both drawings are shown and neither is lost.

const WAIT = 700; // milliseconds after the last change
const AGAIN = 3000; // milliseconds until a save that failed is tried again

export class Keeping {
  /** place: marked data-unsaved while something is not kept. xml: gives the drawing. heard: what to do with a reply. */
  constructor(place, { address, token, version, xml, heard, clash, say }) {
    Object.assign(this, { place, address, token, version, xml, heard, clash, say, changes: 0, kept: 0, timer: 0, saving: undefined, stopped: false });
    window.addEventListener('beforeunload', (event) => this.unsaved && event.preventDefault());
    window.addEventListener('focus', () => this.unsaved && !this.stopped && this.later(WAIT)); // signed in again in another window, perhaps
  }

  get unsaved() {
    return this.changes > this.kept;
  }

  /** Something was drawn, or is being typed. */
  change(wait = WAIT) {
    this.changes += 1;
    this.place.dataset.unsaved = '';
    if (!this.stopped) this.later(wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Keep everything now. Gives whether all of it is kept. */
  async save() {
    clearTimeout(this.timer);
    while (this.saving) await this.saving;
    if (this.unsaved && !this.stopped) {
      this.saving = this.send(this.changes).finally(() => (this.saving = undefined));
      await this.saving;
    }
    return !this.unsaved;
  }

  async send(changes) {
    this.say('Saving …', { quiet: true });
    try {
      const reply = await fetch(this.address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.token },
        body: JSON.stringify({ xml: await this.xml(), version: this.version }),
      });
      if (reply.status === 401) return this.say('You have been signed out. Sign in again in another window: your drawing stays here and is kept as soon as you come back.', { problem: true });
      if (reply.status >= 500 || reply.status === 429) throw new Error('the server is busy');
      if (!reply.headers.get('Content-Type')?.startsWith('application/json')) return this.stop('Not saved: this page is out of date. Download your drawing, then open the design again.');
      const said = await reply.json();
      if (reply.status === 409) return this.meet(said);
      if (!reply.ok) return this.say(`Not saved. ${said.said}`, { problem: true });
      this.took(said, changes);
    } catch {
      this.say('Not saved yet. Trying again.', { problem: true });
      this.later(AGAIN);
    }
    return undefined;
  }

  took(said, changes) {
    this.version = said.version;
    this.kept = changes;
    if (!this.unsaved) delete this.place.dataset.unsaved;
    this.say(said.said, {});
    this.heard(said);
  }

  meet(said) {
    this.stop(said.said);
    this.clash(said);
  }

  /** Keep nothing more: the drawing here and the one kept have parted. */
  stop(words) {
    this.stopped = true;
    clearTimeout(this.timer);
    this.say(words, { problem: true });
  }

  /** Begin again from another text. */
  begin(version) {
    Object.assign(this, { version, stopped: false, kept: this.changes });
    delete this.place.dataset.unsaved;
  }
}
