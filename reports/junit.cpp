#include "reports/junit.hpp"

#include <fmt/format.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "reports/terminal/verification_text.hpp"

namespace lemmata {
namespace {

using Element = boost::property_tree::ptree;

/// Without the control characters that XML 1.0 cannot contain.
std::string printable(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 || c == '\n' || c == '\t') result += c;
  }
  return result;
}

void set(Element& element, const char* attribute, const std::string& value) {
  element.put(Element::path_type{fmt::format("<xmlattr>/{}", attribute), '/'}, printable(value));
}

enum class Outcome { passed, failed, skipped };

struct Case {
  std::string name;
  Outcome outcome;
  std::string type;  ///< of a failure: a verdict in a word
  std::string text;  ///< of a failure
  double seconds = 0;
};

Case theorem_case(const VerificationRun& run, const TheoremResult& result) {
  const Theorem& theorem = result.entry->theorem;
  return {.name = fmt::format("{} {}", theorem.id, theorem.claim),
          .outcome = result.verdict == Verdict::holds        ? Outcome::passed
                     : result.verdict == Verdict::unfinished ? Outcome::skipped
                                                             : Outcome::failed,
          .type = to_string(result.verdict),
          .text = problem(run, result),
          .seconds = result.seconds};
}

Outcome outcome(const FalsifierResult& wrong) {
  if (wrong.rejected) return Outcome::passed;
  return wrong.unfinished ? Outcome::skipped : Outcome::failed;
}

std::vector<Case> cases(const VerificationRun& run, const TheoremResult& result) {
  const std::string& id = result.entry->theorem.id;
  std::vector<Case> all{theorem_case(run, result)};
  for (const FalsifierResult& falsifier : result.falsifiers) {
    all.push_back({.name = fmt::format("{} rejects: {}", id, falsifier.name),
                   .outcome = outcome(falsifier),
                   .type = "survived",
                   .text = problem(falsifier)});
  }
  for (const FalsifierResult& need : result.needs) {
    all.push_back({.name = fmt::format("{} needs: {}", id, need.name),
                   .outcome = outcome(need),
                   .type = "needless",
                   .text = needless(need)});
  }
  return all;
}

Element element(const Case& test, const Entry& entry) {
  Element result;
  set(result, "name", test.name);
  set(result, "classname", "lemmata." + entry.chapter);
  set(result, "file", entry.file);
  set(result, "time", fmt::format("{:.3f}", test.seconds));
  if (test.outcome == Outcome::failed) {
    Element failure{printable(test.text)};
    set(failure, "type", test.type);
    set(failure, "message", fmt::format("{}: {}", test.type, test.name));
    result.add_child("failure", failure);
  }
  if (test.outcome == Outcome::skipped) {
    Element skipped;
    set(skipped, "message", "interrupted before it was settled");
    result.add_child("skipped", skipped);
  }
  return result;
}

struct Suite {
  Element cases{};
  int tests = 0;
  int failures = 0;
  int skipped = 0;
  double seconds = 0;

  void add(const Case& test, const Entry& entry) {
    cases.add_child("testcase", element(test, entry));
    ++tests;
    failures += test.outcome == Outcome::failed ? 1 : 0;
    skipped += test.outcome == Outcome::skipped ? 1 : 0;
    seconds += test.seconds;
  }
};

/// The attributes stand before the cases.
Element finished(const Suite& suite, const std::string& name) {
  Element result;
  set(result, "name", "lemmata." + name);
  set(result, "tests", std::to_string(suite.tests));
  set(result, "failures", std::to_string(suite.failures));
  set(result, "errors", "0");
  set(result, "skipped", std::to_string(suite.skipped));
  set(result, "time", fmt::format("{:.3f}", suite.seconds));
  for (const auto& [tag, test] : suite.cases) result.add_child(tag, test);
  return result;
}

}  // namespace

std::string to_junit(const VerificationRun& run) {
  Element suites;
  set(suites, "name", "lemmata verify");
  set(suites, "time", fmt::format("{:.3f}", run.seconds));
  for (std::size_t i = 0; i < run.results.size();) {
    const std::string& chapter = run.results[i].entry->chapter;
    Suite suite;
    for (; i < run.results.size() && run.results[i].entry->chapter == chapter; ++i) {
      for (const Case& test : cases(run, run.results[i])) suite.add(test, *run.results[i].entry);
    }
    suites.add_child("testsuite", finished(suite, chapter));
  }
  Element document;
  document.add_child("testsuites", suites);
  std::ostringstream text;
  boost::property_tree::write_xml(
      text, document, boost::property_tree::xml_writer_make_settings<std::string>(' ', 2));
  return text.str();
}

}  // namespace lemmata
