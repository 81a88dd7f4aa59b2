import { cpus, loadavg, totalmem, type, arch } from 'os';

/** Where and when a benchmark ran: its times mean nothing without. */
export interface Machine {
  /** ISO 8601. */
  when: string;
  node: string;
  system: string;
  processor: string;
  cores: number;
  memoryGB: number;
  /** Load averages over 1, 5 and 15 minutes: other work makes times longer. */
  loadBefore: number[];
  loadAfter: number[];
}

/** Describes this machine at the end of a run. */
export function describeMachine(load: { before: number[] }): Machine {
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    when: new Date().toISOString(),
    node: process.version,
    system: `${type()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1024 ** 3),
    loadBefore: load.before.map(round),
    loadAfter: loadavg().map(round),
  };
}
