import { type ClusterModel, type Model, serviceOn, type Workload } from '@tinjis/delivery/model/model';
import { serviceKey } from '@tinjis/delivery/model/layout';
import type { DeveloperTeam, Service } from '@tinjis/delivery/model/teams';
import type { Report as Proved } from '@tinjis/delivery/verify/verify';
import type { At, KubernetesObject } from '@tinjis/rules/objects/located';
import { type Connection, connectionsOut, connectionsTo } from './connections.ts';
import type { Evidence } from './evidence.ts';
import type { LiveRun } from './live-run.ts';
import { matricesOf, type TeamMatrices } from './matrix.ts';
import { answerTo, type AnsweredQuestion } from './question.ts';

/** The page's whole content. */
export interface ReportData {
  readonly organisation: string;
  readonly evidence: Evidence;
  /** Whether each action of each caller was asked, or only what matters most of each service. */
  readonly full: boolean;
  readonly clusters: readonly ClusterPart[];
  readonly proved: Proved;
  readonly live?: LiveRun;
}

export interface ClusterPart {
  readonly cluster: string;
  readonly teams: readonly TeamPart[];
}

export interface TeamPart {
  readonly team: string;
  readonly members: readonly string[];
  /** Everything that anybody may do; only in a full report. */
  readonly matrices?: TeamMatrices;
  readonly services: readonly ServicePart[];
}

export interface ServicePart {
  readonly service: string;
  /** Whether a developer of the team brings a new version to the cluster; undefined for a team without any. */
  readonly deploy?: AnsweredQuestion;
  readonly connections: readonly Connection[];
  /** To hosts outside that the team file names. */
  readonly out: readonly Connection[];
  readonly image: RunningImage;
}

/** What a report is about. */
export interface ReportScope {
  /** In the order of the page. */
  readonly clusters: readonly ClusterModel[];
  readonly teams: readonly DeveloperTeam[];
  readonly full: boolean;
}

/** The content for some teams on some clusters: the same repository and run give the same data. */
export function reportData(
  model: Model,
  { clusters, teams, full }: ReportScope,
  evidence: Evidence,
  proved: Proved,
  live?: LiveRun,
): ReportData {
  return {
    organisation: model.teams.organisation,
    evidence,
    full,
    clusters: clusters.map((cluster) => ({
      cluster: cluster.name,
      teams: teams.map((team) => ({
        team: team.name,
        members: team.members,
        ...(full && { matrices: matricesOf(model, cluster, team) }),
        services: team.services.map((service) => servicePart(model, cluster, team, service)),
      })),
    })),
    proved,
    ...(live && { live }),
  };
}

function servicePart(
  model: Model,
  cluster: ClusterModel,
  { members: [developer] }: DeveloperTeam,
  service: Service,
): ServicePart {
  const called = { team: service.team, service: service.name };
  const name = serviceKey(called);
  const { workload } = serviceOn(model, cluster, called);
  return {
    service: name,
    ...(developer !== undefined && {
      deploy: answerTo(model, cluster, { who: developer, verb: 'deploy', what: name }),
    }),
    connections: connectionsTo(model, cluster, service),
    out: connectionsOut(model, cluster, service),
    image: { ...imageOf(workload), at: workload.image },
  };
}

/** The image of a service on one cluster, from the overlay's one image entry. */
export interface RunningImage {
  /** With its digest; undefined if there was never a build. */
  readonly image?: string;
  readonly at: At;
}

interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image?: string }[] } };
  };
}

/** The overlay is read in its rendered form, so the Deployment holds the image that the entry names. */
function imageOf({ built, objects, service }: Workload): Pick<RunningImage, 'image'> {
  const deployment = objects
    .kind<Deployment>('apps/Deployment')
    .find(({ object }) => object.metadata.name === service.service);
  const image = deployment?.object.spec.template.spec.containers[0]?.image;
  return built && image !== undefined ? { image } : {};
}
