import { context, contextValue, sequence } from '../asn1/write';
import { EXTENSION, extension } from '../certificate/extensions';

/** Name constraints that permit these hosts of URIs alone, critical. */
export function nameConstraints({ uri }: { uri: string[] }): Buffer {
  return extension(
    EXTENSION.nameConstraints,
    sequence(
      context(
        0,
        ...uri.map(host =>
          sequence(contextValue(6, Buffer.from(host, 'latin1'))),
        ),
      ),
    ),
    { critical: true },
  );
}
