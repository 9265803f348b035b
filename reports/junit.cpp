#include "reports/junit.hpp"

#include <fmt/format.h>

#include <boost/locale/utf.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <iterator>
#include <optional>
#include <sstream>

#include "reports/terminal/verification_text.hpp"

namespace lemmata {
namespace {

using Element = boost::property_tree::ptree;

/// Without what XML 1.0 cannot contain: control characters are left out, bytes that are no UTF-8
/// and the two code points that are no characters become U+FFFD.
std::string printable(const std::string& text) {
  using boost::locale::utf::code_point;
  using Utf8 = boost::locale::utf::utf_traits<char>;
  constexpr code_point replacement = 0xFFFD;
  std::string result;
  for (auto next = text.begin(); next != text.end();) {
    const auto first = next;
    code_point c = Utf8::decode(next, text.end());
    if (c < 0x20 && c != '\n' && c != '\t') continue;
    if (!boost::locale::utf::is_valid_codepoint(c)) next = std::next(first);
    if (!boost::locale::utf::is_valid_codepoint(c) || c == 0xFFFE || c == 0xFFFF) c = replacement;
    Utf8::encode(c, std::back_inserter(result));
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
  std::string type;                 ///< of a failure: a verdict in a word
  std::string text;                 ///< of a failure
  std::optional<double> seconds{};  ///< where they were measured
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
  if (test.seconds) set(result, "time", fmt::format("{:.3f}", *test.seconds));
  if (test.outcome == Outcome::failed) {
    Element failure{printable(test.text)};
    set(failure, "type", test.type);
    set(failure, "message", fmt::format("{}: {}", test.type, test.name));
    result.add_child("failure", failure);
  }
  if (test.outcome == Outcome::skipped) {
    constexpr const char* reason = "interrupted before it was settled";
    Element skipped{reason};
    set(skipped, "message", reason);
    result.add_child("skipped", skipped);
  }
  return result;
}

/// Cases, or suites of them, and what they came to.
struct Suite {
  Element children{};
  int tests = 0;
  int failures = 0;
  int skipped = 0;
  double seconds = 0;

  void add(const Case& test, const Entry& entry) {
    children.add_child("testcase", element(test, entry));
    ++tests;
    failures += test.outcome == Outcome::failed ? 1 : 0;
    skipped += test.outcome == Outcome::skipped ? 1 : 0;
    seconds += test.seconds.value_or(0);
  }

  void add(const Suite& suite, const std::string& name);
};

/// The attributes stand before the children.
Element finished(const Suite& suite, const std::string& name) {
  Element result;
  set(result, "name", name);
  set(result, "tests", std::to_string(suite.tests));
  set(result, "failures", std::to_string(suite.failures));
  set(result, "errors", "0");
  set(result, "skipped", std::to_string(suite.skipped));
  set(result, "time", fmt::format("{:.3f}", suite.seconds));
  for (const auto& [tag, child] : suite.children) result.add_child(tag, child);
  return result;
}

void Suite::add(const Suite& suite, const std::string& name) {
  children.add_child("testsuite", finished(suite, name));
  tests += suite.tests;
  failures += suite.failures;
  skipped += suite.skipped;
}

}  // namespace

std::string to_junit(const VerificationRun& run) {
  Suite suites;
  suites.seconds = run.seconds;
  for (std::size_t i = 0; i < run.results.size();) {
    const std::string& chapter = run.results[i].entry->chapter;
    Suite suite;
    for (; i < run.results.size() && run.results[i].entry->chapter == chapter; ++i) {
      for (const Case& test : cases(run, run.results[i])) suite.add(test, *run.results[i].entry);
    }
    suites.add(suite, "lemmata." + chapter);
  }
  Element document;
  document.add_child("testsuites", finished(suites, "lemmata verify"));
  std::ostringstream text;
  boost::property_tree::write_xml(
      text, document, boost::property_tree::xml_writer_make_settings<std::string>(' ', 2));
  return text.str();
}

}  // namespace lemmata
