import { problemWithHost } from '../resources';
import type { EgressExposure } from './EgressExposure';
import { problemWithNamespace } from '../input/fieldRules';
import {
  problemWithObjectName,
  problemWithSecretName,
  problemWithSelector,
} from './fieldRules';
import { problemWithUpstream } from './hostRules';
import { InputReader } from '../input/InputReader';
import type { UpstreamContext } from './UpstreamContext';

/** Reads how an upstream can be called from outside. */
export function readExposure(
  reader: InputReader,
  context: UpstreamContext,
): EgressExposure | undefined {
  return reader.object(
    'exposure',
    ['host', 'ingress', 'credentialName', 'redirect'],
    exposure => {
      const ingress = exposure.object(
        'ingress',
        ['namespace', 'selector', 'name'],
        inner => {
          const selector = inner.value('selector');
          const wrong =
            selector === undefined ? undefined : problemWithSelector(selector);
          if (wrong) {
            inner.refuse('selector', wrong);
          }
          return {
            namespace: inner.requiredText(
              'namespace',
              'Name the namespace where the ingress gateway runs.',
              problemWithNamespace,
            ),
            selector: wrong
              ? undefined
              : (selector as Record<string, string> | undefined),
            name: inner.text('name', problemWithObjectName),
          };
        },
      );
      checkIngress(exposure);
      return {
        host: exposure.requiredText(
          'host',
          'Name the host that callers outside use, e.g. partner.example.com.',
          host =>
            problemWithHost(host) ??
            problemWithUpstream(
              host,
              context.namespaces,
              context.environment,
              context.owner,
            ),
        ),
        ingress: ingress ?? { namespace: '' },
        credentialName: exposure.text('credentialName', problemWithSecretName),
        redirect: exposure.yesOrNo('redirect'),
      };
    },
  );
}

function checkIngress(exposure: InputReader): void {
  const ingress = exposure.value('ingress');
  if (ingress === undefined) {
    exposure.refuse(
      'ingress',
      'This is missing. Say by which ingress gateway calls come in.',
    );
    return;
  }
  if (!InputReader.isObject(ingress)) {
    return;
  }
  const has = (field: string) => ingress[field] !== undefined;
  if (has('selector') === has('name')) {
    exposure.refuse(
      'ingress',
      'Give either the labels of its pods as selector, or the name of a Gateway that already listens for the host.',
    );
    return;
  }
  for (const field of ['credentialName', 'redirect']) {
    if (has('name') && exposure.value(field) !== undefined) {
      exposure.refuse(
        field,
        'The Gateway that is there already says this. Take it out, or give a selector instead of a name.',
      );
    }
  }
  if (has('selector') && exposure.value('credentialName') === undefined) {
    exposure.refuse(
      'credentialName',
      "This is missing. Name the Secret with the host's certificate in the ingress gateway's namespace.",
    );
  }
}
