import { Text } from '@backstage/ui';
import {
  PolicyReport,
  TokenIssuer,
  TokenNeeds,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { NotKnown } from './NotKnown';
import { ObjectLink } from './ObjectDrawer';
import styles from './policies.module.css';

const STATUSES: Record<TokenNeeds['need'], Status> = {
  none: 'off',
  optional: 'off',
  sometimes: 'warning',
  required: 'ok',
  unknown: 'unknown',
};

/** Whether callers need a token (JWT), and whose are good. */
export function Tokens({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  const { need, why, issuers, askedBy } = report.effects.tokens;
  const isUseless =
    issuers.length === 0 && (need === 'required' || need === 'sometimes');
  return (
    <>
      <Text as="p" variant="body-medium">
        <StatusIcon status={isUseless ? 'bad' : STATUSES[need]} />{' '}
        {need === 'unknown' ? (
          <NotKnown why={why} />
        ) : (
          t(`policies.tokens.${need}`)
        )}
        {isUseless && ` ${t('policies.tokens.noIssuer')}`}
      </Text>
      {issuers.map((issuer, index) => (
        <Issuer key={index} issuer={issuer} home={report} />
      ))}
      {askedBy.map(({ decidedBy }, index) => (
        <div className={styles.line} key={`asked-${index}`}>
          <Text as="span" variant="body-small" color="secondary">
            {t('policies.tokens.askedBy')}
          </Text>
          <ObjectLink object={decidedBy} home={report} />
        </div>
      ))}
    </>
  );
}

function Issuer({ issuer, home }: { issuer: TokenIssuer; home: PolicyReport }) {
  const { t } = useWords();
  const words = [
    t('policies.tokens.issuer', { issuer: issuer.issuer }),
    ...(issuer.audiences.length > 0
      ? [
          t('policies.tokens.audiences', {
            audiences: formatNames(issuer.audiences),
          }),
        ]
      : []),
    ...(issuer.sentIn.length > 0
      ? [t('policies.tokens.sentIn', { places: formatNames(issuer.sentIn) })]
      : []),
  ];
  return (
    <div className={styles.line}>
      <Text as="span" variant="body-medium">
        {issuer.hidden ? t('policies.notShown') : words.join(' ')}
      </Text>
      <ObjectLink object={issuer.decidedBy} home={home} />
    </div>
  );
}
