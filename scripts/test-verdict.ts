export interface TestFileRun {
  file: string;
  output: string;
  exitCode: number | null;
  timedOut: boolean;
}

export interface TestFileVerdict {
  file: string;
  passed: number;
  failed: number;
  /** Why the file counts as failed, in one line. */
  problem?: string;
  /** `file: test name: reason`, for each line `SKIP name: reason` that the file printed. */
  skips: string[];
  output: string;
}

/**
 * Judges one test file from what it printed. uvu prints `Total:`, `Passed:` and `Skipped:`; anything but
 * passed = total > 0 with exit code 0 is a failure, whatever uvu itself thinks of it.
 */
export function judgeTestFile(run: TestFileRun): TestFileVerdict {
  const number = (label: string): number | undefined => {
    const match = new RegExp(`^\\s*${label}:\\s+(\\d+)\\s*$`, 'm').exec(run.output);
    return match?.[1] === undefined ? undefined : Number(match[1]);
  };
  const total = number('Total');
  const passed = number('Passed') ?? 0;
  const silent = number('Skipped') ?? 0;
  const skips = [...run.output.matchAll(/^SKIP (.+)$/gm)].map((match) => `${run.file}: ${match[1]}`);
  const problem = ((): string | undefined => {
    if (run.timedOut) return 'did not end in time';
    if (total === undefined) return 'ran no test: is test.run() missing?';
    if (total === 0 && skips.length === 0) return 'ran no test and skipped none by name';
    if (silent > 0) return `${silent} skipped without a name: print "SKIP name: reason" instead`;
    if (passed !== total) return `${total - passed} of ${total} failed`;
    if (run.exitCode !== 0) return `exit code ${run.exitCode} although all passed`;
    return undefined;
  })();
  const failed = problem === undefined ? 0 : Math.max(1, (total ?? 0) - passed);
  return {
    file: run.file,
    passed,
    failed,
    ...(problem === undefined ? {} : { problem }),
    skips,
    output: run.output,
  };
}
