import type { EgressCaller, EgressGatewayInput } from './EgressGatewayInput';
import {
  problemWithNamespace,
  problemWithServiceAccount,
} from '../input/fieldRules';
import type { InputReader } from '../input/InputReader';

type Callers = Pick<EgressGatewayInput, 'callers' | 'clientNamespaces'>;

function readNamed(reader: InputReader): EgressCaller[] | undefined {
  const seen = new Set<string>();
  const callers = reader.list('callers', 100, (one, item) =>
    reader.inside<EgressCaller>(
      one,
      item,
      ['namespace', 'serviceAccounts'],
      caller => {
        const namespace = caller.requiredText(
          'namespace',
          'Name the namespace of the callers.',
          problemWithNamespace,
        );
        if (namespace !== '' && seen.has(namespace)) {
          caller.refuse(
            'namespace',
            `${namespace} is named twice. Name all its service accounts in one place.`,
          );
        }
        seen.add(namespace);
        const serviceAccounts = caller.texts(
          'serviceAccounts',
          100,
          problemWithServiceAccount,
        );
        if (serviceAccounts?.length === 0 && isEmpty(caller)) {
          caller.refuse(
            'serviceAccounts',
            'Name at least one, or take the list out to let in all of the namespace.',
          );
        }
        return { namespace, serviceAccounts };
      },
    ),
  );
  if (callers && callers.length === 0 && isEmpty(reader, 'callers')) {
    return reader.refuse(
      'callers',
      'Nobody would get in. Name a caller, or take the list out.',
    );
  }
  return callers;
}

function isEmpty(reader: InputReader, field = 'serviceAccounts'): boolean {
  return (reader.value(field) as unknown[] | undefined)?.length === 0;
}

/** Reads who may use the gateway. */
export function readCallers(reader: InputReader): Callers {
  const callers = readNamed(reader);
  const clientNamespaces = reader.texts(
    'clientNamespaces',
    100,
    problemWithNamespace,
  );
  if (callers && clientNamespaces && clientNamespaces.length > 0) {
    reader.refuse(
      'clientNamespaces',
      'With callers named, nobody else gets in. Name these namespaces among the callers, or take the callers out.',
    );
  }
  return { callers, clientNamespaces };
}
