#include "reports/json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/evidence.hpp"
#include "reports/terminal/theorem_text.hpp"
#include "verification/engine/statistics/mean_test.hpp"

namespace lemmata {
namespace {

using Json = nlohmann::ordered_json;

/// Bytes of names from files that are not UTF-8 are replaced, so that the text is always JSON.
std::string text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

template <class Range, class Convert>
Json array(const Range& range, Convert convert) {
  Json result = Json::array();
  for (const auto& element : range) result.push_back(convert(element));
  return result;
}

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json evidence_json(const GradeEvidence& evidence) {
  Json json{{"grade", to_string(evidence.grade)},
            {"instances", evidence.instances},
            {"discarded", evidence.discarded}};
  const bool identity = evidence.grade == Grade::exact || evidence.grade == Grade::enumerated;
  if (identity) json["false_pass"] = evidence.false_pass;
  if (evidence.grade == Grade::enumerated) json["trajectories"] = evidence.trajectories;
  if (evidence.precision > 0) json["precision_bits"] = evidence.precision;
  if (evidence.exceptions > 0) json["exceptions"] = evidence.exceptions;
  if (evidence.sampled) {
    json["samples"] = evidence.sampled->samples;
    json["coordinates"] = evidence.sampled->coordinates;
    json["level_of_coordinate"] = evidence.sampled->level;
    json["power"] = MeanTest::stated_power;
    json["detectable_shift"] = evidence.sampled->detectable;
    json["assumption"] = evidence.sampled->assumption;
  }
  return json;
}

/// What `verify` does not check again.
Json proved_json(const FormalProof& proof) {
  return {{"grade", proved_grade},
          {"file", proof.listed.file},
          {"theorem", proof.listed.theorem},
          {"context", proof.formal.context},
          {"statement", proof.formal.statement},
          {"checked_by", "lemmata prove"}};
}

Json all_evidence_json(const TheoremResult& result) {
  Json all = Json::array();
  const FormalProof* proof = formal_proof(result.entry->theorem.id);
  if (proof != nullptr) all.push_back(proved_json(*proof));
  for (const GradeEvidence& found : evidence(result)) all.push_back(evidence_json(found));
  return all;
}

Json falsifier_json(const FalsifierResult& falsifier) {
  Json json{{"name", falsifier.name},
            {"rejected", falsifier.rejected},
            {"instances", falsifier.instances},
            {"counterexample", or_null(falsifier.counterexample)}};
  if (!falsifier.reported.empty()) json["reported"] = falsifier.reported;
  if (falsifier.effect) json["effect"] = *falsifier.effect;
  if (falsifier.unfinished) json["unfinished"] = true;
  if (falsifier.restated) json["restated"] = true;
  return json;
}

Json step_json(const CheckResult& step) {
  Json json{{"step", step.claim}, {"verdict", to_string(step.verdict)}};
  if (!step.counterexample.empty()) json["counterexample"] = step.counterexample;
  return json;
}

Json check_json(const CheckResult& check) {
  Json json{{"claim", check.claim}, {"verdict", to_string(check.verdict)}};
  if (check.tightest) json["tightest"] = *check.tightest;
  if (!check.counterexample.empty()) json["counterexample"] = check.counterexample;
  return json;
}

Json named_json(const NamedResult& named) {
  Json json{{"mdp", named.mdp},
            {"arithmetic", named.arithmetic},
            {"verdict", to_string(named.verdict)},
            {"false_pass", named.false_pass}};
  if (!named.note.empty()) json["note"] = named.note;
  return json;
}

Json theorem_json(const TheoremResult& result) {
  const auto ratio = tightest(result);
  return {{"id", result.entry->theorem.id},
          {"chapter", result.entry->chapter},
          {"claim", result.entry->theorem.claim},
          {"verdict", to_string(result.verdict)},
          {"evidence", all_evidence_json(result)},
          {"tightest", ratio ? Json(*ratio) : Json(nullptr)},
          {"seconds", result.seconds},
          {"falsifiers", array(result.falsifiers, falsifier_json)},
          {"proof", array(result.proof, step_json)},
          {"checks", array(result.checks, check_json)},
          {"tight", array(result.tight, check_json)},
          {"needs", array(result.needs, falsifier_json)},
          {"mdps", array(result.named, named_json)}};
}

Json entry_json(const Entry* entry) {
  const Theorem& theorem = entry->theorem;
  return {{"id", theorem.id},
          {"chapter", entry->chapter},
          {"claim", theorem.claim},
          {"statement", theorem.statement},
          {"file", entry->file},
          {"grades", grades(theorem)},
          {"falsifiers", theorem.falsifiers.size()},
          {"sources", array(theorem.sources, [](const Source& source) {
             return Json{{"key", source.key}, {"where", source.where}};
           })}};
}

Json proof_json(const ProofResult& result) {
  return {{"id", result.listed.id},
          {"file", result.listed.file},
          {"theorem", result.listed.theorem},
          {"context", result.formal.context},
          {"statement", result.formal.statement},
          {"verdict", to_string(result.verdict)},
          {"assumptions", result.assumptions},
          {"seconds", result.seconds}};
}

Json erratum_json(const Erratum& erratum) {
  const Claim& claim = *erratum.claim;
  const FalsifierResult found = erratum.refutation.value_or(FalsifierResult{});
  return {{"id", fmt::format("claim-{}", claim.number)},
          {"number", claim.number},
          {"part", place_in_text(claim)},
          {"text", claim.text},
          {"wrong", claim.wrong},
          {"correction", claim.correction},
          {"status", to_string(status(erratum))},
          {"theorems", claim.theorems},
          {"planned", planned_ids(claim)},
          {"falsifier", or_null(found.name)},
          {"counterexample", or_null(found.counterexample)}};
}

void add_facts(Json& json, const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    if (fact.key.empty()) continue;
    json[Json::json_pointer("/" + fact.key)] =
        std::visit([](const auto& value) { return Json(value); }, fact.value);
  }
}

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json record_json(const RunReport& run, std::size_t record) {
  Json json;
  json[run.index.noun] = run.index.recorded[record];
  for (const Column& column : run.columns) {
    json[column.key] = or_null(value_at(column.values, record));
  }
  json["bound"] = or_null(bound_at(run, record));
  return json;
}

Json vector_json(const Vector<double>& v) { return std::vector<double>(v.begin(), v.end()); }

Json matrix_json(const Matrix<double>& m) {
  Json rows = Json::array();
  for (const auto& row : m.rowwise()) rows.push_back(std::vector<double>(row.begin(), row.end()));
  return rows;
}

Json hypothesis_json(const JudgedHypothesis& hypothesis) {
  return {{"text", hypothesis.text}, {"holds", hypothesis.holds}, {"detail", hypothesis.detail}};
}

Json table_json(const RunTable& table) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < table.columns.front().values.size(); ++i) {
    Json row = Json::object();
    for (const Column& column : table.columns)
      row[column.key] = or_null(value_at(column.values, i));
    rows.push_back(std::move(row));
  }
  return rows;
}

Json bound_json(const RunReport& run) {
  if (!is_bounded(run)) return nullptr;
  const auto above = first_above_bound(run);
  return {{"source", run.bound->source},
          {"theorem", run.bound->theorem},
          {"statement", run.bound->statement},
          {"column", run.bound->column},
          {"on_mean", run.bound->on_mean},
          {"exceeded_at", above ? Json(run.index.recorded[*above]) : Json(nullptr)}};
}

}  // namespace

std::string to_json(const VerificationRun& run) {
  return text({{"schema", "lemmata.verification/1"},
               {"seed", run.seed},
               {"effort", run.effort},
               {"rounds", run.rounds},
               {"seconds", run.seconds},
               {"false_alarm_budget", false_alarm_budget},
               {"interrupted", run.interrupted},
               {"theorems", array(run.results, theorem_json)}},
              2);
}

std::string to_json(const ProofRun& run) {
  const auto problem = [](const ProofProblem& found) {
    return Json{{"where", found.where}, {"what", found.what}};
  };
  return text({{"schema", "lemmata.proofs/1"},
               {"coq", run.coq},
               {"files", run.files},
               {"seconds", run.seconds},
               {"interrupted", run.interrupted},
               {"theorems", array(run.results, proof_json)},
               {"problems", array(run.problems, problem)}},
              2);
}

std::string to_json(const std::vector<const Entry*>& entries) {
  return text(array(entries, entry_json), 2);
}

std::string to_json(const std::vector<Erratum>& errata) {
  return text(array(errata, erratum_json), 2);
}

std::string to_json(const OptimalSolution& solution) {
  return text({{"value", solution.value},
               {"values", vector_json(solution.values)},
               {"policy", matrix_json(solution.policy)}},
              -1);
}

std::string to_json(const SoftSolution& solution, double temperature) {
  return text({{"temperature", temperature},
               {"value", solution.value},
               {"values", vector_json(solution.values)},
               {"policy", matrix_json(solution.policy)},
               {"return", solution.plain_return},
               {"entropy", solution.entropy},
               {"error_bound", solution.error_bound},
               {"iterations", solution.iterations}},
              -1);
}

std::string to_json(const EntropyFrontier& frontier) {
  const auto point = [](const FrontierPoint& x) {
    return Json{{"temperature", x.temperature},
                {"value", x.value},
                {"return", x.plain_return},
                {"entropy", x.entropy},
                {"error_bound", x.error_bound}};
  };
  return text({{"optimum", frontier.optimum},
               {"points", array(frontier.points, point)},
               {"ended", or_null(frontier.ended)}},
              2);
}

std::string to_json(const RunReport& run) {
  Json json{{"schema", "lemmata.run/1"}, {"algorithm", run.algorithm}};
  json[run.problem.empty() ? "environment" : "problem"] = run.environment;
  if (run.problem.empty() && run.simulated.empty()) json["start"] = run.start;
  add_facts(json, run.settings);
  json["interrupted"] = run.interrupted;
  json["diverged"] = or_null(run.diverged);
  add_facts(json, run.exact);
  json["hypotheses"] = Json::array();
  if (run.bound) json["hypotheses"] = array(run.bound->hypotheses, hypothesis_json);
  json["bound"] = bound_json(run);
  json["points"] = Json::array();
  for (std::size_t i = 0; i < run.index.recorded.size(); ++i) {
    json["points"].push_back(record_json(run, i));
  }
  if (run.histogram) json[run.histogram->key] = run.histogram->counts;
  for (const RunTable& table : run.tables) json[table.key] = table_json(table);
  return text(json, 2);
}

}  // namespace lemmata
