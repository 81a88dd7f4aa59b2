import { useEffect, useState } from 'react';
import { parseEntityRef } from '@backstage/catalog-model';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { templateRouteRef } from '../routes';

/**
 * The address of a template's form with fields already filled in, or
 * `undefined` where the template is not registered, so that nobody is sent to
 * a page that is not there.
 */
export function useTemplateForm(
  templateRef: string,
  formData: Record<string, unknown>,
): string | undefined {
  const catalog = useApi(catalogApiRef);
  const route = useRouteRef(templateRouteRef);
  const [registered, setRegistered] = useState(false);

  useEffect(() => {
    let current = true;
    catalog
      .getEntityByRef(templateRef)
      .then(template => {
        if (current) {
          setRegistered(template !== undefined);
        }
      })
      // The link is an offer, not part of the answer: without it the card is whole.
      .catch(() => {
        if (current) {
          setRegistered(false);
        }
      });
    return () => {
      current = false;
    };
  }, [catalog, templateRef]);

  if (!route || !registered) {
    return undefined;
  }
  const { namespace, name } = parseEntityRef(templateRef);
  const query = new URLSearchParams({ formData: JSON.stringify(formData) });
  return `${route({ namespace, templateName: name })}?${query}`;
}
