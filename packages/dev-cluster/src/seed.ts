import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { isRecord } from './objects';

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return yamlFiles(path);
      return /\.ya?ml$/.test(entry.name) ? [path] : [];
    });
}

/**
 * Reads all objects of a folder's YAML files, recursively.
 *
 * @throws Error that names the file which cannot be read.
 */
export function readSeeds(folder: string): object[] {
  return yamlFiles(folder).flatMap(file =>
    parseAllDocuments(readFileSync(file, 'utf8')).flatMap(document => {
      if (document.errors.length) {
        throw new Error(`${file}: ${document.errors[0].message}`);
      }
      const object = document.toJS();
      if (object === null) return [];
      if (!isRecord(object) || !object.kind || !object.apiVersion) {
        throw new Error(
          `${file}: a document has no kind or apiVersion. Every document must be a Kubernetes object.`,
        );
      }
      return object.kind === 'List' ? (object.items as object[]) : [object];
    }),
  );
}
