import { FindingArgument, YamlPath } from '../types';

/** Something that Istio's validation says. */
export interface Problem {
  /** Undefined for the usual code of an error or a warning. */
  code?: string;
  args: FindingArgument[];
  path: YamlPath;
  /** What of the object may as well be taken out, and how that is called. */
  useless?: { what: string; path: YamlPath };
}

/** A text that says what is wrong; undefined when nothing is. */
export type Complaint = string | undefined;

/** Collects what validation says, with the field that it is about. */
export class Problems {
  constructor(
    readonly errors: Problem[] = [],
    readonly warnings: Problem[] = [],
    private readonly path: YamlPath = ['spec'],
    private readonly deaf = false,
  ) {}

  /** The same collection, for a field further down. */
  at(...keys: (string | number)[]): Problems {
    return new Problems(
      this.errors,
      this.warnings,
      [...this.path, ...keys],
      this.deaf,
    );
  }

  /** The same collection without warnings, which Istio drops in places. */
  errorsOnly(): Problems {
    return new Problems(this.errors, this.warnings, this.path, true);
  }

  error(...complaints: Complaint[]): void {
    for (const text of complaints) {
      if (text !== undefined) {
        this.errors.push({ args: [text], path: this.path });
      }
    }
  }

  /** @param useless - what this is, when it may as well be taken out */
  warn(
    text: Complaint,
    code?: string,
    args?: FindingArgument[],
    useless?: string,
  ): void {
    if (text !== undefined && !this.deaf) {
      this.warnings.push({
        ...(code ? { code } : {}),
        args: args ?? [text],
        path: this.path,
        ...(useless ? { useless: { what: useless, path: this.path } } : {}),
      });
    }
  }
}
