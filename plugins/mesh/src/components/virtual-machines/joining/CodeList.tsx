import { Button, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  EnrolmentCode,
  EnrolmentRedemption,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../../answers/failures';
import { meshMachinesApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { Moment } from '../../parts/Moment';
import { Status, StatusIcon } from '../../parts/StatusIcon';
import parts from '../../parts/parts.module.css';
import { useAction } from '../../requests/useAction';
import styles from './joining.module.css';

const MARK: Record<EnrolmentCode['state'], Status> = {
  open: 'waiting',
  used: 'ok',
  expired: 'off',
  revoked: 'off',
};

/** Codes that were made, never the codes themselves: whose they are, what became of them. */
export function CodeList(props: {
  requestId: string;
  codes: EnrolmentCode[];
  mayRevoke: boolean;
  reload: () => void;
}) {
  const { requestId, codes, mayRevoke, reload } = props;
  const { t } = useWords();
  const api = useApi(meshMachinesApiRef);
  const { run, error, isPending } = useAction(reload, reload);
  if (codes.length === 0) {
    return null;
  }
  return (
    <div className={styles.causes}>
      <Text as="p" variant="body-small" weight="bold">
        {t('joining.codes.title')}
      </Text>
      {error && (
        <div role="alert">
          <StateBlock status="bad" title={messageOf(error)} />
        </div>
      )}
      <ul className={styles.codes}>
        {codes.map(code => (
          <li key={code.id}>
            <StatusIcon status={MARK[code.state]} />
            <div>
              <Text as="p" variant="body-small">
                <CodeState code={code} />
                {' · '}
                {t('joining.codes.madeBy', {
                  person: (
                    <EntityRefLink entityRef={code.madeBy} defaultKind="user" />
                  ),
                  when: <Moment time={Date.parse(code.madeAt)} />,
                })}
                {code.cidr && (
                  <>
                    {' · '}
                    {t('joining.codes.from')}{' '}
                    <span className={parts.mono}>{code.cidr}</span>
                  </>
                )}
                {code.machine && ` · ${code.machine.name}`}
              </Text>
              {code.redemptions.map(one => (
                <Redemption key={`${one.at} ${one.source}`} redemption={one} />
              ))}
            </div>
            {code.state === 'open' && mayRevoke && (
              <Button
                size="small"
                variant="secondary"
                isDisabled={isPending}
                onPress={() =>
                  run(async () => {
                    await api.revokeCode(requestId, code.id);
                  })
                }
              >
                {t('joining.codes.revoke')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function CodeState({ code }: { code: EnrolmentCode }) {
  const { t, clock } = useWords();
  const { state, expiresAt, uses, usesLeft, revokedBy } = code;
  const until = Date.parse(expiresAt);
  switch (state) {
    case 'open':
      return (
        <>
          {t('joining.codes.open', {
            when: <Moment time={until}>{clock(until)}</Moment>,
          })}
          {uses > 1 &&
            ` ${t('joining.codes.left', {
              left: String(usesLeft),
              uses: String(uses),
            })}`}
        </>
      );
    case 'revoked':
      return revokedBy ? (
        <>
          {t('joining.codes.revokedBy', {
            person: <EntityRefLink entityRef={revokedBy} defaultKind="user" />,
          })}
        </>
      ) : (
        <>{t('joining.codes.revoked')}</>
      );
    default:
      return <>{t(`joining.codes.${state}`)}</>;
  }
}

function Redemption({ redemption }: { redemption: EnrolmentRedemption }) {
  const { t } = useWords();
  const { at, hostname, address, source, outcome } = redemption;
  return (
    <Text as="p" variant="body-small" color="secondary">
      {t(`joining.codes.redeemed.${outcome}`, {
        hostname,
        address,
        when: <Moment time={Date.parse(at)} />,
      })}
      {source !== address && ` ${t('joining.codes.source', { source })}`}
    </Text>
  );
}
