import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { FindingArgument } from '@meshport/istio';

/** The texts of Istio's messages by code, from its `messages.yaml`. */
export function readTemplates(file: string): Map<string, string> {
  const { messages } = parse(readFileSync(file, 'utf8'));
  return new Map(
    messages.map((one: { code: string; template: string }) => [
      one.code,
      one.template,
    ]),
  );
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/\u007f/g, '\\x7f');
}

function shown(argument: FindingArgument, verb: string): string {
  if (Array.isArray(argument)) {
    const all = argument.map(one => shown(one, verb));
    return `[${all.join(' ')}]`;
  }
  return verb === 'q' ? quoted(String(argument)) : String(argument);
}

/** A message as Istio prints it: the template with the arguments in it. */
export function istioMessage(
  template: string,
  args: readonly FindingArgument[],
): string {
  const rest = [...args];
  return template.replace(/%([a-z%])/g, (_, verb: string) =>
    verb === '%' ? '%' : shown(rest.shift() ?? '%!(MISSING)', verb),
  );
}
