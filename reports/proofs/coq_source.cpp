#include "reports/proofs/coq_source.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

namespace lemmata {
namespace {

using Words = std::set<std::string>;

/// The same text, each character of a comment or a string literal a blank; lines stay.
std::string blanked(const std::string& source) {
  std::string text = source;
  int depth = 0;
  bool in_string = false;
  const auto blank = [&](std::size_t i) {
    if (text[i] != '\n') text[i] = ' ';
  };
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::string two = source.substr(i, 2);
    if (source[i] == '"') {
      in_string = !in_string;
      blank(i);
    } else if (!in_string && (two == "(*" || (depth > 0 && two == "*)"))) {
      depth += two == "(*" ? 1 : -1;
      blank(i);
      blank(++i);
    } else if (in_string || depth > 0) {
      blank(i);
    }
  }
  return text;
}

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

/// Whether the period at `i` ends a sentence: one before a blank that is not the second of "..".
bool ends_sentence(const std::string& text, std::size_t i) {
  if (text[i] != '.' || (i + 1 < text.size() && !is_blank(text[i + 1]))) return false;
  std::size_t first = i;
  while (first > 0 && text[first - 1] == '.') --first;
  return i - first != 1;
}

bool is_in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '\'' || byte >= 0x80;
}

/// The words of a text in order. Attributes such as #[local] and Local are no part of a command.
std::vector<std::string> words_of(const std::string& text) {
  static const Words attributes{"Local", "Global", "Program", "Polymorphic", "Monomorphic", "Time"};
  std::vector<std::string> words;
  std::size_t i = 0;
  while (text.substr(i).starts_with("#[")) {
    i = std::min(text.find_first_not_of("] \n", text.find(']', i)), text.size());
  }
  while (i < text.size()) {
    const std::size_t begin = i;
    while (i < text.size() && is_in_word(text[i])) ++i;
    const std::string word = text.substr(begin, i - begin);
    if (!word.empty() && !(words.empty() && attributes.contains(word))) words.push_back(word);
    if (word.empty()) ++i;
  }
  return words;
}

/// The sections and modules in which a sentence stands.
class Scopes {
 public:
  struct Scope {
    bool is_section;
    bool is_module_type;
    std::vector<CoqSentence> context{};  ///< what a section declares for all that follows
  };

  void enter(const CoqSentence& sentence, const std::string& text) {
    static const Words declarations{"Variable", "Variables", "Hypothesis", "Hypotheses",
                                    "Context",  "Let",       "Notation",   "Infix"};
    const std::string& command = sentence.words[0];
    const bool is_opened = text.find(":=") == std::string::npos;
    if (command == "Section") open_.push_back({true, false});
    if (command == "Module" && is_opened) {
      open_.push_back({false, sentence.words.size() > 1 && sentence.words[1] == "Type"});
    }
    if (command == "End" && !open_.empty()) open_.pop_back();
    if (in_section() && declarations.contains(command)) open_.back().context.push_back(sentence);
  }

  bool in_section() const { return !open_.empty() && open_.back().is_section; }
  bool in_module() const {
    return std::any_of(open_.begin(), open_.end(), [](const Scope& s) { return !s.is_section; });
  }
  bool in_module_type() const {
    return std::any_of(open_.begin(), open_.end(), [](const Scope& s) { return s.is_module_type; });
  }
  const std::vector<Scope>& open() const { return open_; }

 private:
  std::vector<Scope> open_{};
};

/// What a sentence assumes, or the check that it switches off; empty if neither.
std::string assumption(const CoqSentence& sentence, const std::string& text, const Scopes& scopes) {
  static const Words axioms{"Axiom",       "Axioms",    "Conjecture",
                            "Conjectures", "Parameter", "Parameters"};
  static const Words of_sections{"Variable", "Variables", "Hypothesis", "Hypotheses", "Context"};
  static const Words holes{"Admitted", "Admit", "admit", "give_up", "Abort"};
  const std::string& command = sentence.words[0];
  if (!scopes.in_module_type()) {
    if (axioms.contains(command)) return command;
    if (of_sections.contains(command) && !scopes.in_section())
      return command + " outside a section";
  }
  for (const std::string& word : sentence.words) {
    if (holes.contains(word)) return word;
  }
  if (text.find("bypass_check") != std::string::npos) return "bypass_check";
  const bool is_switch = command == "Set" || command == "Unset";
  if (is_switch && sentence.words.back() == "Checking") {
    return command + " " + sentence.words[1] + " Checking";
  }
  return command == "Load" ? command : "";
}

std::string text_of(const std::string& source, const CoqSentence& sentence) {
  return source.substr(sentence.begin, sentence.end - sentence.begin);
}

}  // namespace

std::vector<CoqSentence> coq_sentences(const std::string& source) {
  const std::string text = blanked(source);
  std::vector<CoqSentence> sentences;
  int line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    line += text[i] == '\n' ? 1 : 0;
    if (is_blank(text[i])) continue;
    CoqSentence sentence{.begin = i, .end = i, .line = line};
    while (i < text.size() && !ends_sentence(text, i)) line += text[i++] == '\n' ? 1 : 0;
    sentence.end = std::min(i + 1, text.size());
    sentence.words = words_of(text.substr(sentence.begin, sentence.end - sentence.begin));
    if (!sentence.words.empty()) sentences.push_back(sentence);
  }
  return sentences;
}

std::vector<std::string> required_modules(const std::string& source, const std::string& library) {
  std::vector<std::string> modules;
  for (const CoqSentence& sentence : coq_sentences(source)) {
    if (sentence.words.size() < 3 || sentence.words[0] != "From") continue;
    if (sentence.words[1] != library || sentence.words[2] != "Require") continue;
    std::string text = blanked(text_of(source, sentence));
    text.pop_back();
    std::istringstream names{text.substr(text.find("Require"))};
    names.ignore(static_cast<std::streamsize>(std::string{"Require"}.size()));
    for (std::string name; names >> name;) {
      if (name == "Import" || name == "Export") continue;
      modules.push_back(name.substr(name.rfind('.') + 1));
    }
  }
  return modules;
}

std::vector<CoqAssumption> assumptions_of(const std::string& source) {
  std::vector<CoqAssumption> found;
  Scopes scopes;
  for (const CoqSentence& sentence : coq_sentences(source)) {
    const std::string text = text_of(source, sentence);
    scopes.enter(sentence, text);
    const std::string what = assumption(sentence, text, scopes);
    if (!what.empty()) found.push_back({sentence.line, what});
  }
  return found;
}

std::optional<FormalStatement> formal_statement(const std::string& source,
                                                const std::string& theorem) {
  static const Words kinds{"Theorem", "Lemma", "Corollary", "Proposition", "Fact", "Remark"};
  Scopes scopes;
  for (const CoqSentence& sentence : coq_sentences(source)) {
    const std::string text = text_of(source, sentence);
    scopes.enter(sentence, text);
    if (sentence.words.size() < 2 || !kinds.contains(sentence.words[0])) continue;
    if (sentence.words[1] != theorem || scopes.in_module()) continue;
    FormalStatement found{.context = {}, .statement = text};
    for (const auto& scope : scopes.open()) {
      for (const CoqSentence& declared : scope.context) {
        found.context += (found.context.empty() ? "" : "\n") + text_of(source, declared);
      }
    }
    return found;
  }
  return std::nullopt;
}

}  // namespace lemmata
