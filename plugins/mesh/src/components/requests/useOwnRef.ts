import { useEffect, useState } from 'react';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';

/** Entity reference of who looks at the page; undefined until it is known. */
export function useOwnRef(): string | undefined {
  const identity = useApi(identityApiRef);
  const [ref, setRef] = useState<string>();
  useEffect(() => {
    let current = true;
    identity.getBackstageIdentity().then(
      ({ userEntityRef }) => current && setRef(userEntityRef),
      // It only decides between two words for the same button.
      () => current && setRef(undefined),
    );
    return () => {
      current = false;
    };
  }, [identity]);
  return ref;
}
