/** Whose the repository becomes. Whatever is left out stays as it is, or follows from the rest. */
export interface AdoptRequest {
  /** GitHub organisation. */
  readonly organisation: string;
  /** Web address of the repository, without .git. */
  readonly repository: string;
  /** Image path without scheme; images are named `<registry>/<service>`. */
  readonly registry: string;
  /** Slug of the GitHub App that proposes images. */
  readonly deliveryApp?: string;
  /** GitHub logins by team. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Domain of a cluster's Gateway, by cluster. */
  readonly domains: Readonly<Record<string, string>>;
}
