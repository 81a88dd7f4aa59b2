import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import {
  EgressGatewayDetail,
  ObjectReference,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRequestsApiRef } from '../../api';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import parts from '../parts/parts.module.css';
import styles from './egress.module.css';

/** The kind of request that removes an egress gateway. */
export const REMOVAL_KIND = 'egress-gateway-removal';

/** Shows what is deleted and who loses something; then asks for the removal. */
export function RemovalDialog({ gateway }: { gateway: EgressGatewayDetail }) {
  const { cluster, namespace, name, component, removal } = gateway;
  const { t } = useWords();
  const requests = useApi(meshRequestsApiRef);
  const navigate = useNavigate();
  const route = useRouteRef(requestRouteRef);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const count = removal.deletes.length;

  async function ask() {
    setPending(true);
    setError(undefined);
    try {
      const { id } = await requests.create({
        kind: REMOVAL_KIND,
        parameters: { cluster, namespace, name },
        ...(component ? { beneficiary: component } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      });
      setOpen(false);
      if (route) {
        navigate(route({ id }));
      }
    } catch (cause) {
      setError(cause as Error);
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="secondary">{t('egress.next.remove')}</Button>
      <Dialog>
        <DialogHeader>{t('egress.removal.title', { name })}</DialogHeader>
        <DialogBody>
          <div className={styles.part}>
            {error && (
              <div role="alert">
                <StateBlock status="bad" title={messageOf(error)} />
              </div>
            )}
            <Text as="p" variant="body-small" weight="bold">
              {t('egress.removal.consequences')}
            </Text>
            {removal.consequences.length === 0 ? (
              <Text as="p" variant="body-small">
                {t('egress.removal.noConsequence')}
              </Text>
            ) : (
              <ul className={styles.bullets}>
                {removal.consequences.map(sentence => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            )}
            <Text as="p" variant="body-small" weight="bold">
              {count === 1
                ? t('egress.removal.deletesOne')
                : t('egress.removal.deletes', { number: String(count) })}
            </Text>
            <ul className={styles.bullets}>
              {removal.deletes.map(object => (
                <li key={keyOf(object)}>
                  <ObjectLine object={object} />
                </li>
              ))}
            </ul>
            {removal.keeps.length > 0 && (
              <>
                <Text as="p" variant="body-small" weight="bold">
                  {t('egress.removal.keeps')}
                </Text>
                <ul className={styles.bullets}>
                  {removal.keeps.map(({ object, why }) => (
                    <li key={keyOf(object)}>
                      <ObjectLine object={object} />: {why}
                    </li>
                  ))}
                </ul>
              </>
            )}
            <TextAreaField
              label={t('egress.removal.reason')}
              value={reason}
              onChange={setReason}
              maxLength={1000}
            />
            <Text as="p" variant="body-small" color="secondary">
              {t('egress.removal.explain')}
            </Text>
          </div>
        </DialogBody>
        <DialogFooter>
          <Button
            variant="primary"
            destructive
            isPending={isPending}
            onPress={ask}
          >
            {t('egress.removal.action')}
          </Button>
          <Button variant="secondary" slot="close">
            {t('egress.removal.close')}
          </Button>
        </DialogFooter>
      </Dialog>
    </DialogTrigger>
  );
}

function keyOf({ kind, namespace, name }: ObjectReference): string {
  return `${kind}/${namespace}/${name}`;
}

function ObjectLine({ object }: { object: ObjectReference }) {
  const { t } = useWords();
  if (object.hidden) {
    return <>{t('policies.hidden')}</>;
  }
  return (
    <>
      {object.kind}{' '}
      <span className={parts.mono}>
        {object.namespace ? `${object.namespace}/` : ''}
        {object.name}
      </span>
    </>
  );
}
