import { ContentHeader } from '@backstage/core-components';
import { EntityLayout } from '@backstage/plugin-catalog';
import {
  EntityMeshCertificatesCard,
  EntityMeshContent,
  EntityMeshEgressCard,
  EntityMeshFindingsCard,
  EntityMeshPoliciesCard,
  EntityMeshRequestsCard,
  EntityMeshVersionCard,
  EntityMeshVirtualMachinesCard,
  isMeshAvailable,
} from '@meshport/backstage-plugin-mesh/legacy';
import Grid from '@material-ui/core/Grid';

/** The page of an entity: every card of the mesh, and its tab. */
export const entityPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <>
        {/* Cards have headings of the third level. */}
        <ContentHeader title="Overview" />
        <Grid container spacing={3}>
          <Grid item xs={12} md={6}>
            <EntityMeshVersionCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <EntityMeshVirtualMachinesCard />
          </Grid>
          <Grid item xs={12}>
            <EntityMeshPoliciesCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <EntityMeshFindingsCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <EntityMeshEgressCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <EntityMeshCertificatesCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <EntityMeshRequestsCard />
          </Grid>
        </Grid>
      </>
    </EntityLayout.Route>
    <EntityLayout.Route path="/mesh" title="Mesh" if={isMeshAvailable}>
      <EntityMeshContent />
    </EntityLayout.Route>
  </EntityLayout>
);
