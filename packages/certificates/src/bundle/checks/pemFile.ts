import { PemBlock, PemFile, readPem } from '../../asn1/pem';
import { BundleFinding } from '../BundleFinding';
import { CaFile } from '../CaBundle';
import { refused, warned } from './ReadBundle';

const SECRET = /PRIVATE KEY$/;

function blockFinding(
  file: CaFile,
  label: string,
  { label: found, headers, der }: PemBlock,
  number: number,
): BundleFinding | undefined {
  if (SECRET.test(found)) {
    return refused({
      code: 'private-key-in-public-file',
      file,
      text: `Block ${number} of ${file} is a ${found}. Workloads and people read this file.`,
      mend: `Take the key out of ${file}; treat it as known to others and have a new certificate issued for a new key.`,
    });
  }
  if (found !== label) {
    return refused({
      code: 'foreign-pem-block',
      file,
      text: `Block ${number} of ${file} is a ${found}: istiod and Envoy read it differently.`,
      mend: `Leave nothing but BEGIN ${label} in ${file}.`,
    });
  }
  if (headers.length) {
    return refused({
      code: 'pem-headers',
      file,
      text: `Block ${number} of ${file} has header lines (${
        headers[0].split(':')[0]
      }): Go leaves such a block out.`,
      mend: 'Remove the lines between BEGIN and the base64.',
    });
  }
  return der
    ? undefined
    : refused({
        code: 'damaged-pem',
        file,
        text: `Block ${number} of ${file} is no base64.`,
        mend: `Take the file again from where it was issued.`,
      });
}

function lineFindings(file: CaFile, { hiddenLines, openLines }: PemFile) {
  return [
    ...hiddenLines.map(line =>
      refused({
        code: 'glued-pem',
        file,
        text: `Line ${line} of ${file} has a BEGIN after something else, such as the END of the block before or a byte order mark: that block is not read.`,
        mend: 'Begin every block on a line of its own.',
      }),
    ),
    ...openLines.map(line =>
      refused({
        code: 'damaged-pem',
        file,
        text: `The block that begins in line ${line} of ${file} has no end of its own.`,
        mend: 'Take the file again from where it was issued.',
      }),
    ),
  ];
}

/**
 * What is wrong with a public file as PEM: blocks of another kind, headers, a
 * BEGIN that is not at the beginning of its line, no newline at the end. Go's
 * encoding/pem passes over what it cannot read; what is left may look whole.
 */
export function pemFindings(
  file: CaFile,
  label: 'CERTIFICATE' | 'X509 CRL',
  text: string,
): BundleFinding[] {
  const pem = readPem(text);
  const findings = [
    ...lineFindings(file, pem),
    ...pem.blocks.flatMap((block, index) => {
      const finding = blockFinding(file, label, block, index + 1);
      return finding ? [finding] : [];
    }),
  ];
  if (!pem.blocks.length && !findings.length) {
    return [
      refused({
        code: 'empty-file',
        file,
        text: `${file} holds no ${label}.`,
        mend: `Put one in PEM into ${file}; istiod wants all four files.`,
      }),
    ];
  }
  if (!text.endsWith('\n')) {
    findings.push(
      warned({
        code: 'no-final-newline',
        file,
        text: `${file} does not end with a newline: what is appended to it is glued to its last block.`,
        mend: 'End the file with a newline.',
      }),
    );
  }
  return findings;
}
