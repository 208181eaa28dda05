/// The files that a project begins with.
package enum Starter {
    /// The host that stands in it until somebody writes another.
    package static let placeholder = "consumer.example.com"

    /// Whether a resource's id is yet to be replaced by one of the target.
    package static func isPlaceholder(_ id: String) -> Bool { id.contains("…") }

    /// A target file with a word on every member.
    package static let target = """
        {
          "$comment": {
            "": "What 'fanfare-kit conform' examines. Every member but 'url' may be left out; here is what each says.",
            "name": "What reports call it.",
            "url": "Where every path is appended to.",
            "keys": "Names of environment variables that hold the keys, which never stand in this file. Leave out those you have not. 'controlToken' names the one that opens a locked /__admin.",
            "control": "true or false: whether it speaks the control protocol (/__admin), or the address where it does, such as \\"http://127.0.0.1:4850\\". It is asked where this is left out.",
            "otp": "A command that prints the newest code for {to}, put in as it is, or { \\"fixed\\": \\"123456\\" }. It is run again and again, for 15s or \\"wait\\", until the code is a new one.",
            "patience": "How long a scenario may really wait, since this clock cannot be moved.",
            "timeout": "How long an answer may take.",
            "access": "read: nothing is changed. write: what consumers do. administer: calls with the secret key that change queues, draws and experiences too.",
            "adminCalls": "Whether this address answers the admin calls too, which the documentation serves on another host.",
            "create": "Whether queues, draws and auctions that are missing below are made by the admin calls. They stay.",
            "pace": "How fast it may be asked. The documentation allows ten codes a minute; 0 means as many as it takes.",
            "addresses": "What the people of a run are reached by, where messages really go out: { \\"email\\": \\"qa+{tag}@corp.example\\", \\"phone\\": \\"+1202555{nnnn}\\" }.",
            "resources": "Ids by role. A scenario whose role is missing here is unsupported, not failed. 'fanfare-kit doctor --write' finds those that an experience shows.",
            "readings": "Its answers where the documentation allows more than one server, such as { \\"linking.takenIdentifier\\": \\"signIn\\" }; what is left out is found out. 'fanfare-kit readings' lists all.",
            "headers": "What a gateway before it wants with every request: { \\"X-Env\\": \\"qa\\", \\"CF-Access-Client-Secret\\": { \\"env\\": \\"CF_SECRET\\" } }.",
            "cookies": "Cookies of every request, by name, as 'headers' has them.",
            "basicAuth": "Whom a gateway lets in: { \\"user\\": \\"qa\\", \\"password\\": { \\"env\\": \\"QA_PASSWORD\\" } }. Requests with a token or a secret key go without it.",
            "certificateAuthorities": "A PEM file to trust instead of the system's authorities. Paths begin at the folder of this file.",
            "clientCertificate": "What shows a gateway who comes: { \\"certificate\\": \\"qa.pem\\", \\"key\\": \\"qa.key\\" }.",
            "webhooks": "Where a run listens for webhooks, and what they are signed with: { \\"listen\\": \\"0.0.0.0:8091\\", \\"secret\\": { \\"env\\": \\"WEBHOOK_SECRET\\" } }.",
            "proxy": "The proxy to go through, http://host:port, or \\"none\\". Left out, the environment says, as for curl."
          },
          "name": "staging",
          "url": "https://consumer.example.com/api/v1",
          "keys": {
            "publishable": "FANFARE_PUBLISHABLE_KEY",
            "secret": "FANFARE_SECRET_KEY",
            "organization": "FANFARE_ORGANIZATION_ID"
          },
          "otp": { "command": "./newest-code {to}" },
          "patience": "90s",
          "timeout": "10s",
          "access": "write",
          "adminCalls": false,
          "create": false,
          "pace": { "codesPerMinute": 10, "requestsPerSecond": 5 },
          "resources": {
            "experience.main": "exp_…"
          }
        }

        """

    /// A workflow that examines the target: a look at every pull request, everything every night.
    ///
    /// It builds fanfare-kit once at a commit, the one named or that of a variable of the repository, in a
    /// job that has no keys.
    package static func workflow(commit: String?) -> String {
        """
        # Examines the target that fanfare-target.json describes. 'fanfare-kit help ci' says what it needs.
        name: conformance
        on:
          workflow_dispatch:
          pull_request:
          schedule:
            - cron: "17 3 * * *"
        permissions:
          contents: read
        # One run at a time, since a target has one pace.
        concurrency:
          group: conformance
          cancel-in-progress: false
        env:
          # Where fanfare-kit is cloned from, and the commit of it that is trusted with the keys.
          FANFARE_KIT_REPOSITORY: ${{ vars.FANFARE_KIT_REPOSITORY }}
          FANFARE_KIT_COMMIT: \(commit ?? "${{ vars.FANFARE_KIT_COMMIT }}")
        jobs:
          build:
            name: build fanfare-kit
            # Pull requests from forks have no keys.
            if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository
            runs-on: ubuntu-24.04
            timeout-minutes: 30
            steps:
              - name: Look for fanfare-kit in the cache
                id: kit
                uses: \(cache)
                with:
                  path: .fanfare-kit/dist
                  key: \(cacheKey)
              - name: Build fanfare-kit
                if: steps.kit.outputs.cache-hit != 'true'
                run: |
                  git init --quiet .fanfare-kit/source
                  git -C .fanfare-kit/source fetch --quiet --depth 1 "$FANFARE_KIT_REPOSITORY" "$FANFARE_KIT_COMMIT"
                  git -C .fanfare-kit/source checkout --quiet FETCH_HEAD
                  docker run --rm --volume "$PWD/.fanfare-kit:/kit" swift:6.3-noble /kit/source/.ci/static /kit/dist
        \(job(
            "pull-request", title: "look without changing anything",
            condition: "github.event_name == 'pull_request'", minutes: 10,
            command: "conform fanfare-target.json --read-only"))
        \(job(
            "nightly", title: "examine everything", condition: "github.event_name != 'pull_request'",
            minutes: 60, command: "conform fanfare-target.json"))

        """
    }

    /// A job that examines the target in one way.
    private static func job(
        _ name: String, title: String, condition: String, minutes: Int, command: String
    ) -> String {
        """
          \(name):
            name: \(title)
            needs: build
            if: \(condition)
            runs-on: ubuntu-24.04
            timeout-minutes: \(minutes)
            steps:
              - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                with:
                  persist-credentials: false
              - name: Take fanfare-kit from the cache
                uses: \(cache)
                with:
                  path: .fanfare-kit/dist
                  key: \(cacheKey)
                  fail-on-cache-miss: true
              - name: Examine the target
                run: >-
                  .fanfare-kit/dist/fanfare-kit \(command) --github
                  --junit report.xml --json report.json --html report.html --markdown report.md
                env:
                  FANFARE_PUBLISHABLE_KEY: ${{ secrets.FANFARE_PUBLISHABLE_KEY }}
                  FANFARE_SECRET_KEY: ${{ secrets.FANFARE_SECRET_KEY }}
                  FANFARE_ORGANIZATION_ID: ${{ vars.FANFARE_ORGANIZATION_ID }}
              - name: Show the report
                if: always()
                run: test ! -f report.md || cat report.md >>"$GITHUB_STEP_SUMMARY"
              - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
                if: always()
                with:
                  name: conformance
                  if-no-files-found: ignore
                  path: |
                    report.xml
                    report.json
                    report.html
        """
    }

    private static let cache =
        "actions/cache@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3"
    private static let cacheKey =
        "fanfare-kit-${{ env.FANFARE_KIT_COMMIT }}-${{ runner.os }}-${{ runner.arch }}"
}
