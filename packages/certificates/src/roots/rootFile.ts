import { InputError } from '@backstage/errors';
import { readPem } from '../asn1/pem';
import { Certificate, certificatesOf } from '../certificate/Certificate';

/**
 * `root-cert.pem` with one more root at its end. What stands in it is kept byte
 * for byte, because istiod up to 1.29 takes a change only where the old bytes
 * are a piece of the new ones.
 *
 * @returns the file as it is when the root is in it
 */
export function appendRoot(file: string, rootPem: string): string {
  const [root] = certificatesOf(rootPem, 'The root');
  if (
    file &&
    certificatesOf(file, 'root-cert.pem').some(one => one.equals(root))
  ) {
    return file;
  }
  return `${file}${file && !file.endsWith('\n') ? '\n' : ''}${root.pem}`;
}

/**
 * `root-cert.pem` without one root, with the bytes of the others as they are.
 *
 * @throws InputError when the root is not in it, or is the only one, or what is
 * left would be no contiguous piece of the file (the root stands between others),
 * which istiod up to 1.29 would ignore; `anywhere` allows that from 1.30
 */
export function removeRoot(
  file: string,
  rootPem: string,
  { anywhere = false }: { anywhere?: boolean } = {},
): string {
  const [root] = certificatesOf(rootPem, 'The root');
  const blocks = readPem(file).blocks.filter(
    ({ label }) => label === 'CERTIFICATE',
  );
  const isRoot = blocks.map(({ der }) => Boolean(der?.equals(root.der)));
  if (!isRoot.includes(true)) {
    throw new InputError(
      `${root.subjectText} is none of the roots in root-cert.pem.`,
    );
  }
  if (!isRoot.includes(false)) {
    throw new InputError(
      `${root.subjectText} is the only root in root-cert.pem. Add another before it is removed.`,
    );
  }
  const first = isRoot.indexOf(false);
  const last = isRoot.lastIndexOf(false);
  if (!isRoot.slice(first, last + 1).includes(true)) {
    return pieceOf(file, blocks[first].text, blocks[last].text);
  }
  if (!anywhere) {
    throw new InputError(
      `${root.subjectText} stands between other roots in root-cert.pem. istiod up to 1.29 takes only a contiguous piece of the file: remove the roots at its ends first.`,
    );
  }
  return blocks
    .filter((_, index) => !isRoot[index])
    .map(({ text }) => `${text}\n`)
    .join('');
}

function pieceOf(file: string, first: string, last: string): string {
  const start = file.indexOf(first);
  const end = file.indexOf(last, start) + last.length;
  const newline = /^\r?\n/.exec(file.slice(end))?.[0];
  return newline === undefined
    ? file.slice(start, end)
    : file.slice(start, end + newline.length);
}

/** The roots of a `root-cert.pem`, each once. */
export function distinctRoots(file: string): Certificate[] {
  const found = certificatesOf(file, 'root-cert.pem');
  return found.filter(
    (one, index) => found.findIndex(other => other.equals(one)) === index,
  );
}
