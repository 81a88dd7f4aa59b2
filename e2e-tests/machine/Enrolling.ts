import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../support/expect';
import { BareMachine } from './BareMachine';
import { changesSince, State, stateOf } from './changes';
import { Ended } from './execIn';
import { SidecarPackage } from './sidecarPackage';
import { CODE, REQUEST, SCRIPT, StubPortal } from './StubPortal';

/** Files of a person on the machine. */
const HOME = '/root/enrolling';
const CODE_FILE = `${HOME}/code`;

/** A machine, a portal, and the script between them. */
export class Enrolling {
  #before: State;

  constructor(
    readonly machine: BareMachine,
    readonly portal: StubPortal,
    /** The package that the portal usually names. */
    readonly usual: SidecarPackage,
    private readonly packages: Record<
      'newer' | 'broken' | 'misnamed',
      SidecarPackage
    >,
  ) {
    machine.write(`${HOME}/code`, `${CODE}\n`, 0o600);
    copyFileSync(SCRIPT, join(machine.root, HOME, 'enrol.sh'));
    copyFileSync(portal.caFile, join(machine.root, HOME, 'ca.pem'));
    this.#before = stateOf(machine);
  }

  /** A newer version of the usual package. */
  get newer(): SidecarPackage {
    return this.packages.newer;
  }

  /** One that does not install. */
  get broken(): SidecarPackage {
    return this.packages.broken;
  }

  /** One of another program. */
  get misnamed(): SidecarPackage {
    return this.packages.misnamed;
  }

  /** The arguments that the page of a request gives. */
  get arguments(): string[] {
    const { url } = this.portal;
    return [
      ...['--portal', url, '--request', REQUEST],
      ...['--cacert', `${HOME}/ca.pem`],
    ];
  }

  /** Runs the script with these arguments only. */
  script(args: string[], shell = ['sh']): Promise<Ended> {
    return this.machine.exec([...shell, `${HOME}/enrol.sh`, ...args]);
  }

  /** Joins without a person, the code from its file. */
  join(...more: string[]): Promise<Ended> {
    return this.script([
      ...this.arguments,
      ...['--code-file', CODE_FILE, '--wait', '8'],
      ...more,
    ]);
  }

  leave(...more: string[]): Promise<Ended> {
    return this.script(['--uninstall', '--yes', ...more]);
  }

  /** From now on, changes are counted. */
  remember(): void {
    this.#before = stateOf(this.machine);
  }

  /** How it was when changes began to be counted. */
  kept(): State {
    return this.#before;
  }

  /** From now on, changes are counted against an earlier state. */
  compareWith(state: State): void {
    this.#before = state;
  }

  changes(): string[] {
    return changesSince(this.#before, this.machine);
  }

  /** @throws When anything is other than it was. */
  expectUnchanged(): void {
    const changes = this.changes();
    expect(changes.length === 0, 'nothing is other than before', changes);
  }

  /** The usual portal again, and no call counted. */
  reset(): void {
    this.portal.reset(this.usual);
  }
}

/** @throws When a run did not end so, or did not say so. */
export function expectEnd(ended: Ended, code: number, words: RegExp): void {
  expect(
    ended.code === code && words.test(ended.stdout + ended.stderr),
    `it ends with ${code} and says ${words}`,
    ended,
  );
}
