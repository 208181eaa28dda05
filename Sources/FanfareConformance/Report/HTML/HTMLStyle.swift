/// How the page looks, by day and by night, and the little it does.
enum HTMLStyle {
    static let sheet = """
        :root { color-scheme: light dark;
          --ground: #fbfbfa; --card: #fff; --ink: #1c1e21; --soft: #5f6670; --line: #dfe2e6; --code: #f3f4f6;
          --good: #1a7f4b; --bad: #c62f2f; --warn: #b26a00; --calm: #6b7280; --known: #6d4bc3; --note: #2563a8;
          --minus: #fde8e8; --plus: #e2f5e9; }
        @media (prefers-color-scheme: dark) { :root {
          --ground: #14161a; --card: #1c1f25; --ink: #e6e8eb; --soft: #9aa3af; --line: #30353d; --code: #23272e;
          --good: #4cc38a; --bad: #ff7b72; --warn: #e3a23b; --calm: #8b949e; --known: #b09aff; --note: #6cb6ff;
          --minus: #4a2226; --plus: #16392a; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 68rem; background: var(--ground); color: var(--ink);
          font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem; }
        h3 { margin: 1.5rem 0 .4rem; font-size: .85rem; color: var(--soft); text-transform: uppercase; letter-spacing: .05em; }
        a { color: var(--note); } code, pre { font: 12.5px/1.5 ui-monospace, monospace; }
        summary code, .facts, .place, .step, .source, .remark { color: var(--soft); font-size: .85rem; }
        .facts { margin: .2rem 0 1rem; }
        .bar { display: flex; height: .7rem; border-radius: .35rem; overflow: hidden; gap: 2px; }
        .bar span { min-width: 4px; }
        .filters { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: .8rem; }
        button { font: inherit; font-size: .85rem; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 1rem;
          background: var(--card); color: var(--ink); cursor: pointer; }
        button:hover { border-color: var(--soft); } button[aria-pressed=true] { background: var(--ink); color: var(--ground); }
        i { display: inline-block; width: .65rem; height: .65rem; border-radius: 50%; margin-right: .45rem; background: var(--calm); }
        .bar .passed, i.passed { background: var(--good); } .bar .failed, i.failed { background: var(--bad); }
        .bar .warning, i.warning { background: var(--warn); } .bar .known, i.known { background: var(--known); }
        .bar .unexpectedly-passed, i.unexpectedly-passed { background: var(--bad); }
        .bar .blocked, i.blocked { background: var(--warn); } .bar .note, i.note { background: var(--note); }
        .bar .not-judged, .bar .inconclusive { background: var(--calm); }
        .bar .unsupported { background: var(--calm); }
        .bar .not-run, i.not-run { background: var(--line); } .ending { color: var(--bad); font-weight: 600; }
        .scenario, .clauses { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; margin: .35rem 0; }
        summary { padding: .5rem .8rem; cursor: pointer; } summary code { margin-left: .5rem; }
        .verdict { position: absolute; left: -999rem; } .scenario > p, .exchange { margin: 0 .8rem .8rem; }
        .reason { color: var(--warn); } .known-reason { color: var(--known); }
        .exchange { border-top: 1px solid var(--line); } .exchange summary { padding: .4rem 0; }
        .messages { display: grid; gap: .5rem; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; }
        @media (max-width: 45rem) { .messages { grid-template-columns: minmax(0, 1fr); } }
        .copy { margin: .4rem 0 .6rem; }
        pre { margin: 0; padding: .6rem .8rem; background: var(--code); border-radius: .4rem; overflow-x: auto; }
        .request, .response { max-height: 22rem; overflow: auto; }
        .finding { border-left: 3px solid var(--note); padding-left: .8rem; } .finding p { margin: .2rem 0; }
        .finding.failure { border-color: var(--bad); } .finding.warning { border-color: var(--warn); }
        .mismatch { font: 12.5px/1.5 ui-monospace, monospace; color: var(--bad); }
        .finding.warning .mismatch { color: var(--warn); } .finding.note .mismatch { color: var(--note); }
        .difference span { display: inline-block; min-width: 100%; } .minus { background: var(--minus); } .plus { background: var(--plus); }
        abbr { display: inline-block; min-width: 1.4rem; padding: 0 .3rem; border: 1px solid var(--line); border-radius: .3rem;
          text-align: center; text-decoration: none; font-size: .8rem; }
        table { width: 100%; border-collapse: collapse; } td { padding: .5rem .8rem; border-top: 1px solid var(--line); vertical-align: top; }
        .checks { width: 20rem; color: var(--soft); font-size: .85rem; } .checks a { display: block; overflow-wrap: anywhere; }
        .count { color: var(--soft); } .sentence { font-size: 1.1rem; margin: .5rem 0; } .wide { overflow-x: auto; }
        th { padding: .5rem .8rem; text-align: left; font-weight: 600; } tbody th { font-weight: 400; border-top: 1px solid var(--line); }
        .broken { color: var(--bad); } #unseen li { overflow-wrap: anywhere; }
        @media print { :root { color-scheme: light; } body { max-width: none; padding: 0; } .filters, .copy { display: none; }
          .request, .response { max-height: none; } .scenario, .finding, tr { break-inside: avoid; } pre { white-space: pre-wrap; } }
        [hidden] { display: none; }
        """

    /// What the page may do: show itself, and run its own script, known by its digest (CSP 3 section 2.3.1).
    static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        + "script-src 'sha256-MXrwAw3pSncamiTf8Cx0lNdMlv5/9bcrcRF8IC0UzNc='"

    static let script = """
        document.addEventListener('click', event => {
          const copy = event.target.closest('[data-copy]');
          if (copy) {
            navigator.clipboard.writeText(copy.dataset.copy).then(() => {
              copy.textContent = 'copied';
              setTimeout(() => { copy.textContent = 'copy curl'; }, 1200);
            });
          }
          const filter = event.target.closest('.filters button');
          if (!filter) return;
          for (const button of document.querySelectorAll('.filters button'))
            button.setAttribute('aria-pressed', button === filter);
          for (const scenario of document.querySelectorAll('.scenario'))
            scenario.hidden = filter.dataset.verdict !== '' && scenario.dataset.verdict !== filter.dataset.verdict;
          for (const chapter of document.querySelectorAll('.chapter'))
            chapter.hidden = !chapter.querySelector('.scenario:not([hidden])');
        });
        const open = () => {
          const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
          if (target && target.tagName === 'DETAILS') target.open = true;
        };
        addEventListener('hashchange', open);
        open();
        """
}
