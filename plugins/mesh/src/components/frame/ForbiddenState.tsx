import { Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { WithheldNamespace } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { useWords } from '../../words/useWords';
import { StateBlock } from './StateBlock';

/** What may not be read, and whom to ask. Never the same as empty. */
export function ForbiddenState(props: {
  withheld: WithheldNamespace[];
  /** No cluster at all may be read. */
  clusters?: boolean;
  error?: Error;
}) {
  const { withheld, clusters, error } = props;
  const { t } = useWords();
  return (
    <StateBlock status="locked" title={t('frame.forbidden.title')}>
      {error && (
        <>
          <Text as="p" variant="body-small">
            {messageOf(error)}
          </Text>
          <Text as="p" variant="body-small">
            {t('frame.forbidden.askSomeone')}
          </Text>
        </>
      )}
      {clusters && (
        <Text as="p" variant="body-small">
          {t('frame.forbidden.clusters')}
        </Text>
      )}
      {withheld.map(place => (
        <WithheldPlace
          key={`${place.cluster}/${place.namespace ?? ''}`}
          place={place}
        />
      ))}
    </StateBlock>
  );
}

/** One namespace that was held back. */
export function WithheldPlace({ place }: { place: WithheldNamespace }) {
  const { t } = useWords();
  return (
    <Text as="p" variant="body-small">
      {place.namespace
        ? t('frame.forbidden.namespaceIn', {
            namespace: place.namespace,
            cluster: place.cluster,
          })
        : t('frame.forbidden.someIn', { cluster: place.cluster })}{' '}
      {place.owner
        ? t('frame.forbidden.ask', {
            owner: (
              <EntityRefLink entityRef={place.owner} defaultKind="group" />
            ),
          })
        : t('frame.forbidden.askSomeone')}
    </Text>
  );
}
