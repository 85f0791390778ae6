/** Whoever waits longer for the statement before goes on: one connection that hangs holds nobody else up. */
const PATIENCE_MS = 20;

interface Group<Key, Row> {
  keys: Set<Key>;
  rows: Promise<ReadonlyMap<Key, Row>>;
}

/**
 * Reads of one kind, by key, that go to PostgreSQL together. While one statement is on its way, those that come gather
 * for the next one: handing packets to the kernel is most of what a short read costs, and so a busy process pays for
 * one statement where it would for ten. Who is alone waits for nothing.
 *
 * Nobody joins a statement that was sent before they asked: each read sees all that was committed until then. What a
 * statement throws, everybody who waits for it gets.
 */
export class Gathered<Key, Row> {
  private next: Group<Key, Row> | null = null;
  private underWay = 0;
  private wake: () => void = () => undefined;

  /** @param ask one statement for all keys; answers those that it found. It runs in the context of whoever came first. */
  constructor(private readonly ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Row>>) {}

  /** The row of this key, or null. */
  async find(key: Key): Promise<Row | null> {
    const group = (this.next ??= this.gather());
    group.keys.add(key);
    return (await group.rows).get(key) ?? null;
  }

  /** Nobody waits for anything. */
  get isIdle(): boolean {
    return this.underWay === 0 && this.next === null;
  }

  private gather(): Group<Key, Row> {
    const keys = new Set<Key>();
    return { keys, rows: this.turn().then(() => this.send(keys)) };
  }

  /** Now; or when the statement before has come back, with what else came in that turn of the event loop. */
  private turn(): Promise<void> {
    if (this.underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, PATIENCE_MS);
      this.wake = () => {
        clearTimeout(patience);
        setImmediate(resolve);
      };
    });
  }

  private async send(keys: ReadonlySet<Key>): Promise<ReadonlyMap<Key, Row>> {
    this.next = null;
    this.underWay++;
    try {
      return await this.ask([...keys]);
    } finally {
      this.underWay--;
      this.wake();
    }
  }
}
