import { saveFile } from '../parts/saveFile';

/** Has the browser save a text as a file. */
export function downloadText(name: string, text: string): void {
  saveFile(name, new Blob([text], { type: 'text/plain' }));
}
