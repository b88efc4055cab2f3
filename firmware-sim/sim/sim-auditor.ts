import { auditBooks } from './audit-books.ts';
import { knowledgeOf } from './audit-knowledge.ts';
import { auditPace } from './audit-pace.ts';
import { auditSound } from './audit-sound.ts';
import { auditTellings } from './audit-tellings.ts';
import type { SimEvidence } from './sim-evidence.ts';

export interface SimFinding {
  readonly finding: string;
  readonly detail: string;
  readonly sn?: string;
  readonly device?: string;
}

export type Report = (finding: string, detail: string, where?: { sn?: string; device?: string }) => void;

/**
 * Judges a simulated run: what the core was told `success` for against what sounded in the shop, by the true time. It
 * shares no logic with the product. Where a fault makes something impossible (a disk that was replaced by an old copy
 * cannot know what was said since) it asks for less, and only there.
 */
export function auditSimulation(evidence: SimEvidence): readonly SimFinding[] {
  const findings: SimFinding[] = [];
  const report: Report = (finding, detail, where = {}) => {
    findings.push({ finding, detail, ...where });
  };
  const knowledge = knowledgeOf(evidence);
  if (evidence.settledAtMs === undefined) {
    const [sn] = /\d{16}/.exec(evidence.unsettled) ?? [];
    report('unsettled', evidence.unsettled, sn === undefined ? {} : { sn });
  }
  for (const { what } of evidence.broken) report('bound_broken', what);
  auditSound(evidence, knowledge, report);
  auditTellings(evidence, knowledge, report);
  auditBooks(evidence, knowledge, report);
  auditPace(evidence, knowledge, report);
  return findings;
}
