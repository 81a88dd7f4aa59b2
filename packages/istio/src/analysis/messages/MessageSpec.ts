import { FindingArgument, FindingSeverity } from '../types';

/** What a code means. */
export interface MessageSpec {
  name: string;
  severity: FindingSeverity;
  /** What is wrong, of the finding's arguments. */
  text(...args: string[]): string;
  /** What happens because of it. */
  effect: string;
  /** Codes of other tools that mean the same. */
  alsoKnownAs?: readonly string[];
}

/** The codes of one tool. */
export type MessageCatalogue = Readonly<Record<string, MessageSpec>>;

/** An argument as a message shows it: lists with commas. */
export function argumentText(argument: FindingArgument): string {
  return Array.isArray(argument) ? argument.join(', ') : String(argument);
}
