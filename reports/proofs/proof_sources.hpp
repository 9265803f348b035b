#pragma once
/// \file
/// The Coq proofs that are built into the program, and the list of what they prove.

#include <string>
#include <vector>

#include "reports/proofs/coq_source.hpp"

namespace lemmata {

/// Under theory/ lies the library that Coq knows by this name.
inline constexpr const char* coq_library = "Lemmata";

struct ProofFile {
  std::string path;  ///< "theory/mdp/finite_mdp.v"
  std::string text;
};

/// A line of theory/proofs.list.
struct ListedProof {
  std::string id;  ///< of the catalogue; or "companion", of what stands beside its theorems
  std::string file;
  std::string theorem;
};

/// Coq files, and the main theorems among what they prove. A file without one is a foundation,
/// which a file with one requires.
struct ProofSources {
  std::vector<ProofFile> files{};
  std::vector<ListedProof> theorems{};
};

/// Those of theory/.
const ProofSources& proof_sources();

/// The lines of a list: id, file, theorem; "#" begins a comment.
/// \throws std::invalid_argument for any other line
std::vector<ListedProof> parse_proof_list(const std::string& text);

/// The file of this path; none if there is none.
const ProofFile* find_file(const ProofSources& sources, const std::string& path);

/// The files that one requires directly. A module that no file defines is for Coq to miss.
std::vector<const ProofFile*> required_files(const ProofSources& sources, const ProofFile& file);

/// The files of these theorems and all that they require, each behind what it requires.
std::vector<const ProofFile*> files_of(const ProofSources& sources,
                                       const std::vector<ListedProof>& theorems);

/// What is wrong, and where: "theory/mdp/x.v:12".
struct ProofProblem {
  std::string where;
  std::string what;
};
/// What Coq would not mind: files that nothing listed needs, entries without file or theorem, two
/// files of one name, and whatever is assumed.
std::vector<ProofProblem> problems_of(const ProofSources& sources);

/// The grade of evidence that a formal proof is.
inline constexpr const char* proved_grade = "proved";

/// A theorem of the catalogue as Coq knows it.
struct FormalProof {
  ListedProof listed;
  FormalStatement formal;
};
/// That of the theorem with this id; none if it has none.
const FormalProof* formal_proof(const std::string& id);

}  // namespace lemmata
