import { useCallback, useState } from 'react';
import { Text } from '@backstage/ui';
import {
  EnrolmentCodes,
  MachineProgress,
  MadeEnrolmentCode,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, messageOf } from '../../../answers/failures';
import { useWords } from '../../../words/useWords';
import { TryAgain } from '../../frame/ErrorState';
import { StateBlock } from '../../frame/StateBlock';
import { SkeletonLine } from '../../parts/SkeletonLine';
import { Section } from '../../requests/Section';
import { Read } from '../../requests/useRead';
import { CodeForm } from './CodeForm';
import { CodeList } from './CodeList';
import { MadeCode } from './MadeCode';
import { Told } from '../../parts/Told';
import styles from './joining.module.css';

/** How a machine gets what it needs: a one-time code, or a bundle to carry over. */
export function EnrolmentSection(props: {
  request: MeshRequestDetail;
  codes: Read<EnrolmentCodes>;
  progress?: MachineProgress;
}) {
  const { request, codes, progress } = props;
  const { value, error, reload, reloading } = codes;
  const { t } = useWords();
  return (
    <Section title={t('joining.enrol.title')}>
      {!value && !error && (
        <div role="status" aria-label={t('joining.enrol.reading')}>
          <SkeletonLine width="70%" />
          <SkeletonLine width="40%" />
        </div>
      )}
      {error && (
        <StateBlock
          status={isForbidden(error) ? 'locked' : 'warning'}
          title={
            value
              ? t('requests.outage', { message: messageOf(error) })
              : messageOf(error)
          }
        >
          <TryAgain onPress={reload} isPending={reloading} />
        </StateBlock>
      )}
      {value && (
        <Enrolment
          request={request}
          codes={value}
          progress={progress}
          reload={reload}
        />
      )}
    </Section>
  );
}

function Enrolment(props: {
  request: MeshRequestDetail;
  codes: EnrolmentCodes;
  progress?: MachineProgress;
  reload: () => void;
}) {
  const { request, codes, progress, reload } = props;
  const { t } = useWords();
  const { may, why, missing, notNow, reEnrolment } = codes;
  const [made, setMade] = useState<MadeEnrolmentCode>();
  const onMade = useCallback(
    (code: MadeEnrolmentCode) => {
      setMade(code);
      reload();
    },
    [reload],
  );
  const shown = made && codes.items.find(({ id }) => id === made.id);
  const needsNewCode = progress?.machines.some(({ reEnrol }) => reEnrol);
  return (
    <>
      {notNow && <StateBlock status="waiting" title={<Told text={notNow} />} />}
      {!notNow && (may.enrol || may.download) && (
        <Text as="p" variant="body-medium">
          {t(
            (needsNewCode && 'joining.enrol.leadAgain') ||
              (reEnrolment && 'joining.enrol.leadMore') ||
              (may.enrol && 'joining.enrol.lead') ||
              'joining.enrol.leadDownload',
          )}
        </Text>
      )}
      {!notNow &&
        [...new Set([why.enrol, why.download])].map(
          reason =>
            reason && (
              <StateBlock key={reason} status="locked" title={reason} />
            ),
        )}
      {!notNow && may.enrol && missing.length > 0 && (
        <StateBlock status="warning" title={t('joining.enrol.missing')}>
          <ul className={styles.lines}>
            {missing.map(one => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </StateBlock>
      )}
      {made && (
        <MadeCode
          made={made}
          known={shown}
          onClose={() => setMade(undefined)}
        />
      )}
      {!notNow && (may.enrol || may.download) && (
        <CodeForm
          request={request}
          codes={codes}
          onMade={onMade}
          reload={reload}
        />
      )}
      <CodeList
        requestId={request.id}
        codes={codes.items}
        mayRevoke={may.revoke}
        reload={reload}
      />
    </>
  );
}
