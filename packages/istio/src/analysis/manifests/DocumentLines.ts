import { YamlPath } from '../types';
import { ReadYaml, readYaml } from './readYaml';

/** Documents of which the nodes are kept, the last used one last. */
const KEPT = new Map<DocumentLines, ReadYaml>();
const MOST = 64;

/**
 * Finds lines in a document. The nodes of a document take many times the memory
 * of its text, and few documents are ever asked, so that it is read again then.
 */
export class DocumentLines {
  constructor(
    private readonly text: string,
    /** The line that the text begins at. Lines count from 1. */
    private readonly start: number,
  ) {}

  lineOf(path: YamlPath): { line: number; single: boolean } | undefined {
    const found = this.#yaml().lineOf(path);
    return found && { ...found, line: found.line + this.start - 1 };
  }

  #yaml(): ReadYaml {
    const yaml = KEPT.get(this) ?? readYaml(this.text);
    KEPT.delete(this);
    KEPT.set(this, yaml);
    const [oldest] = KEPT.keys();
    if (KEPT.size > MOST) {
      KEPT.delete(oldest);
    }
    return yaml;
  }
}
