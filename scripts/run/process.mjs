import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Runs a tool quietly; resolves with its exit code and everything it printed. */
export function runQuietly(file, args, { cwd, env, log, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stopForwarding = forwardSignals(child);
    const logStream = log && createWriteStream(log);
    const printed = { output: '', rest: '' };
    const take = text => {
      printed.output += text;
      logStream?.write(text);
      const lines = (printed.rest + text).split('\n');
      printed.rest = lines.pop();
      lines.forEach(line => onLine?.(line));
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    logStream?.on('error', reject);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopForwarding();
      logStream?.end();
      resolve({ code, signal, output: printed.output });
    });
  });
}

/**
 * Runs the command itself with this terminal; resolves with the exit code to
 * end with. Signals are passed on, and the child always ends before we do; by
 * the channel between us it learns when we are killed.
 */
export function runInTerminal(file, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    const stopForwarding = forwardSignals(child);
    const stopWatching = whenParentDies(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopForwarding();
      stopWatching();
      resolve(signal ? 128 + (SIGNAL_NUMBERS[signal] ?? 0) : code);
    });
  });
}

let interruption;

/** The exit code that says which signal ended us, or undefined when none came. */
export function interruptedWith() {
  return interruption && 128 + SIGNAL_NUMBERS[interruption];
}

function forwardSignals(child) {
  const handlers = FORWARDED.map(signal => {
    const handler = () => {
      interruption = signal;
      child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach(off => off());
}

/** A terminated npm leaves what it started behind, without a word. */
function whenParentDies(tell) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      tell();
    }
  }, 500);
  return () => clearInterval(timer);
}
