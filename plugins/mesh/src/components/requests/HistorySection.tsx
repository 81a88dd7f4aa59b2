import { Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  RequestActor,
  RequestEvent,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { Told } from '../parts/Told';
import { Section } from './Section';
import { shortHash } from './requestStatus';
import styles from './requests.module.css';

/** Who did what, when and why; the newest last, as it was written. */
export function HistorySection(props: {
  history: RequestEvent[];
  /** Whether retiring it takes objects away. */
  hasObjects: boolean;
}) {
  const { history, hasObjects } = props;
  const { t } = useWords();
  return (
    <Section title={t('requests.history.title')}>
      <ol className={styles.history}>
        {history.map((event, index) => (
          <li key={event.sequence}>
            <HistoryLine
              event={event}
              before={history[index - 1]}
              word={wordOf(event, hasObjects)}
            />
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What retiring is called where nothing is taken away by it. */
const GIVEN_UP = { retireRequested: 'giveUp', retired: 'givenUp' } as const;

function wordOf({ type }: RequestEvent, hasObjects: boolean) {
  if (hasObjects || (type !== 'retireRequested' && type !== 'retired')) {
    return type;
  }
  return GIVEN_UP[type];
}

function HistoryLine(props: {
  event: RequestEvent;
  before?: RequestEvent;
  word: ReturnType<typeof wordOf>;
}) {
  const { event, before, word } = props;
  const { t } = useWords();
  return (
    <>
      <Text as="p" variant="body-small">
        <Actor actor={event.actor} /> {t(`requests.history.${word}`)}
        {' · '}
        <Moment time={Date.parse(event.at)} />
      </Text>
      {event.reason && (
        <Text as="p" variant="body-small">
          <Told text={event.reason} />
        </Text>
      )}
      {event.mend && (
        <Text as="p" variant="body-small" color="secondary">
          {event.mend}
        </Text>
      )}
      {event.policies && event.policies.length > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('requests.history.policies', {
            policies: event.policies.join(', '),
          })}
        </Text>
      )}
      {before && before.contentHash !== event.contentHash && (
        <Text as="p" variant="body-small" color="secondary">
          {t('requests.plan.hash', { hash: shortHash(event.contentHash) })}
        </Text>
      )}
    </>
  );
}

function Actor({ actor }: { actor: RequestActor }) {
  const { t } = useWords();
  if (!actor.entityRef) {
    return <>{t('requests.history.system')}</>;
  }
  const person = (
    <EntityRefLink entityRef={actor.entityRef} defaultKind="user" />
  );
  return actor.via ? (
    <>
      {t('requests.history.via', {
        person,
        plugin: actor.via.replace(/^plugin:/, ''),
      })}
    </>
  ) : (
    person
  );
}
