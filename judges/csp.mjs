// Google's evaluator on the policy from standard input; prints its findings as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const load = createRequire(`${process.argv[2]}/`);
const { CspEvaluator } = load("csp_evaluator/dist/evaluator.js");
const { CspParser } = load("csp_evaluator/dist/parser.js");
const { severities } = { severities: { 10: "high", 20: "syntax", 30: "medium", 40: "high maybe", 45: "strict CSP", 50: "medium maybe", 60: "info", 100: "none" } };
const policy = readFileSync(0, "utf8");
const found = new CspEvaluator(new CspParser(policy).csp).evaluate();
console.log(JSON.stringify(found.map(({ severity, directive, value, description }) => (
  { severity: severities[severity] ?? String(severity), directive, value: value ?? "", description }))));
