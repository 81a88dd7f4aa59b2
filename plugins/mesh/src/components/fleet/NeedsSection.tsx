import { useState } from 'react';
import { Button, Link, Text, VisuallyHidden } from '@backstage/ui';
import {
  FleetNeed,
  FleetOverview,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { SEVERITY_MARK } from '../findings/severity';
import { StateBlock } from '../frame/StateBlock';
import { StatusIcon } from '../parts/StatusIcon';
import { Told } from '../parts/Told';
import { useNeedLink } from './useNeedLink';
import styles from './fleet.module.css';

/** So many are shown at once: the rest would push the clusters off the screen. */
const FIRST = 6;

/** What needs somebody, the worst first, each with its next step. */
export function NeedsSection({ overview }: { overview: FleetOverview }) {
  const { needs, missing, clusters } = overview;
  const { t } = useWords();
  const [isWhole, setWhole] = useState(false);
  if (needs.length === 0) {
    const isKnown =
      missing.length === 0 && clusters.every(({ state }) => state === 'fresh');
    return (
      <StateBlock
        status={isKnown ? 'ok' : 'unknown'}
        title={t(isKnown ? 'fleet.needs.none' : 'fleet.needs.noneKnown')}
      />
    );
  }
  const shown = isWhole ? needs : needs.slice(0, FIRST);
  return (
    <section className={styles.needs} aria-labelledby="mesh-fleet-needs">
      <h3 id="mesh-fleet-needs" className={styles.title}>
        {needs.length === 1
          ? t('fleet.needs.one')
          : t('fleet.needs.many', { number: String(needs.length) })}
      </h3>
      <ul className={styles.list}>
        {shown.map(need => (
          <Need
            key={`${need.code} ${need.clusters.join()} ${need.to.remote} ${
              need.message
            }`}
            need={need}
          />
        ))}
      </ul>
      {needs.length > FIRST && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => setWhole(!isWhole)}
          >
            {isWhole
              ? t('fleet.needs.fewer', { number: String(FIRST) })
              : t('fleet.needs.more', { number: String(needs.length) })}
          </Button>
        </div>
      )}
    </section>
  );
}

function Need({ need }: { need: FleetNeed }) {
  const { severity, message, mend, to } = need;
  const { t } = useWords();
  const href = useNeedLink(to);
  return (
    <li className={styles.line}>
      <StatusIcon status={SEVERITY_MARK[severity]} />
      <div>
        <VisuallyHidden>
          {`${t(`findings.severity.${severity}`)}: `}
        </VisuallyHidden>
        <Text as="p" variant="body-medium">
          <Told text={message} />{' '}
          {href && (
            <Link href={href} variant="body-medium">
              {t(`fleet.needs.to.${to.page}`)} →
            </Link>
          )}
        </Text>
        {mend && (
          <Text as="p" variant="body-small" color="secondary">
            <Told text={mend} />
          </Text>
        )}
      </div>
    </li>
  );
}
