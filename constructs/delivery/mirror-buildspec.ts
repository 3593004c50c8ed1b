/**
 * Build specification that makes one git repository the copy of another: all branches and tags, and nothing that the
 * first has no more. JSON is YAML too.
 *
 * Two pushes shortly after each other start two of these at once, and the slower one may bring older commits: each
 * repeats until both repositories say the same.
 */
export function mirrorBuildspec(): string {
  return JSON.stringify({
    version: 0.2,
    env: { shell: "bash", variables: { RETRY_SECONDS: "10" } },
    phases: { build: { commands: MIRROR_COMMANDS } },
  });
}

/** `SOURCE_URL` and `REPLICA_URL` are variables of the project. No braces: Terraform would read them as its own. */
const MIRROR_COMMANDS = [
  // The helper of the AWS CLI signs for the region in each URL.
  // https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-https-unixes.html
  "git config --global credential.helper '!aws codecommit credential-helper $@'",
  "git config --global credential.UseHttpPath true",
  'git init --quiet --bare mirror && cd mirror && git remote add source "$SOURCE_URL" && git remote add replica "$REPLICA_URL"',
  [
    "copied=no; for attempt in 1 2 3 4 5; do if",
    "git fetch --quiet --prune source '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*' &&",
    "git push --quiet --prune replica '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*' &&",
    '[ "$(git ls-remote --heads --tags source)" = "$(git ls-remote --heads --tags replica)" ];',
    "then copied=yes; break; fi;",
    'echo "Attempt $attempt: the copy differs still."; sleep "$RETRY_SECONDS"; done; [ "$copied" = yes ]',
  ].join(" "),
];
