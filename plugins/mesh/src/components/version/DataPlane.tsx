import { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import {
  MeshVersion,
  ProxyGroup,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { asSentence } from '../../words/sentence';
import { useWords } from '../../words/useWords';
import { Popup } from '../parts/Popup';
import { StatusIcon } from '../parts/StatusIcon';
import parts from '../parts/parts.module.css';
import { sum } from './verdict';

/** Proxies by version, how that is known, and what is wrong with them. */
export function Proxies({ version }: { version: MeshVersion }) {
  const { t } = useWords();
  const { proxies, proxyReading, cluster } = version;
  if (proxies.length === 0) {
    return null;
  }
  const state = proxyReading?.state;
  const doubt =
    state === 'notReadable' || state === 'partial' ? state : undefined;
  const disconnected = proxies.flatMap(one => one.disconnected ?? []);
  return (
    <>
      <Text as="p" variant="body-small" color="secondary">
        {formatNames(
          proxies.map(({ kind, count, version: its }) =>
            t(`version.proxies.${kind}`, {
              count,
              version: its ?? t('version.proxies.unknownVersion'),
            }),
          ),
        )}
        {doubt && (
          <>
            {' '}
            <Popup
              look="link"
              trigger={t('version.reading.how')}
              label={t('version.reading.howIn', { cluster })}
            >
              <Text as="p" variant="body-small">
                {t(`version.reading.${doubt}`)}
              </Text>
              {proxyReading?.why && (
                <Text as="p" variant="body-small">
                  {asSentence(proxyReading.why)}
                </Text>
              )}
            </Popup>
          </>
        )}
      </Text>
      {disconnected.length > 0 && (
        <Fault
          words={t('version.disconnected.some', {
            count: sum(disconnected.map(({ count }) => count)),
          })}
          label={t('version.disconnected.which', { cluster })}
        >
          <Text as="p" variant="body-small">
            {t('version.disconnected.explain')}
          </Text>
          <pre className={parts.code}>
            {disconnected.flatMap(({ examples }) => examples).join('\n')}
          </pre>
        </Fault>
      )}
      {(['ahead', 'behind'] as const).map(skew => (
        <Skew key={skew} proxies={proxies} skew={skew} cluster={cluster} />
      ))}
    </>
  );
}

function Skew(props: {
  proxies: ProxyGroup[];
  skew: NonNullable<ProxyGroup['skew']>;
  cluster: string;
}) {
  const { proxies, skew, cluster } = props;
  const { t } = useWords();
  const groups = proxies.filter(one => one.skew === skew);
  if (groups.length === 0) {
    return null;
  }
  return (
    <Fault
      words={t(`version.skew.${skew}`, {
        count: sum(groups.map(({ count }) => count)),
      })}
      label={t('version.skew.which', { cluster })}
    >
      <Text as="p" variant="body-small">
        {t(`version.skew.${skew}Explain`)}
      </Text>
      <pre className={parts.code}>
        {groups.flatMap(({ examples }) => examples).join('\n')}
      </pre>
    </Fault>
  );
}

/** Something that is wrong, in a line, with more within reach. */
export function Fault(props: {
  words: string;
  label: string;
  children?: ReactNode;
}) {
  const { words, label, children } = props;
  const { t } = useWords();
  return (
    <Text as="p" variant="body-small">
      <StatusIcon status="warning" /> {words}
      {children && (
        <>
          {' '}
          <Popup look="link" trigger={t('version.more')} label={label}>
            {children}
          </Popup>
        </>
      )}
    </Text>
  );
}
