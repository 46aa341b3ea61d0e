/** Several gateway processes' circuits of one provider's model, as one opinion. */

export type CircuitState = "closed" | "open" | "half_open";

interface Seen {
  project: string;
  provider: string;
  model: string;
  state: CircuitState;
  since: string;
  failures: number;
  next_probe: string | null;
}

export interface Health {
  project: string;
  provider: string;
  model: string;
  /** The worst that a process thinks. */
  state: CircuitState;
  /** How many processes think so, of how many that called it. */
  agreeing: number;
  processes: number;
  /** Since when the first of them does. */
  since: string;
  failures: number;
  /** When the first of them tries it again. */
  nextProbe: string | null;
}

const BADNESS: Readonly<Record<CircuitState, number>> = { closed: 0, half_open: 1, open: 2 };

/** Worst first, then by name. */
export function healths(circuits: readonly Seen[]): Health[] {
  const groups = new Map<string, Seen[]>();
  for (const circuit of circuits) {
    const name = [circuit.project, circuit.provider, circuit.model].join("\n");
    groups.set(name, [...(groups.get(name) ?? []), circuit]);
  }
  return [...groups.values()].map(together).sort(byBadness);
}

/** What is known of a workflow's target, `provider:model`. */
export function healthOf(all: readonly Health[], project: string, target: string) {
  return all.find(
    (one) => one.project === project && `${one.provider}:${one.model}` === target.trim(),
  );
}

function together(circuits: Seen[]): Health {
  const [first] = circuits as [Seen, ...Seen[]];
  const { state } = circuits.reduce((a, b) => (BADNESS[b.state] > BADNESS[a.state] ? b : a));
  const agreeing = circuits.filter((circuit) => circuit.state === state);
  const probes = agreeing.map(({ next_probe }) => next_probe).filter((at) => at !== null);
  return {
    project: first.project,
    provider: first.provider,
    model: first.model,
    state,
    agreeing: agreeing.length,
    processes: circuits.length,
    since: earliest(agreeing.map(({ since }) => since)) ?? first.since,
    failures: Math.max(...agreeing.map(({ failures }) => failures)),
    nextProbe: earliest(probes),
  };
}

function earliest(moments: readonly string[]): string | null {
  return moments.reduce<string | null>(
    (first, at) => (first === null || Date.parse(at) < Date.parse(first) ? at : first),
    null,
  );
}

function byBadness(a: Health, b: Health): number {
  const worse = BADNESS[b.state] - BADNESS[a.state];
  return worse || name(a).localeCompare(name(b));
}

function name({ project, provider, model }: Health): string {
  return `${project} ${provider}:${model}`;
}
