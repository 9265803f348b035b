// Files that are never half-written.

#include "reports/atomic_file.hpp"

#include <gtest/gtest.h>

#include "file_content.hpp"
#include "temporary_folder.hpp"

namespace lemmata {
namespace {

class AtomicFile : public testing::Test {
 protected:
  auto entries() const { return std::distance(fs::directory_iterator{folder}, {}); }

  const TemporaryFolder temporary;
  const fs::path folder = temporary.path();
};

TEST_F(AtomicFile, IsReplacedAndNothingIsLeftBeside) {
  write_file_atomically(folder / "a", "one");
  write_file_atomically(folder / "a", "two");
  EXPECT_EQ(content(folder / "a"), "two");
  EXPECT_EQ(entries(), 1);
}

TEST_F(AtomicFile, LeavesNothingWhereItCannotBeWritten) {
  fs::create_directories(folder / "taken" / "child");
  EXPECT_THROW(write_file_atomically(folder / "taken", "x"), fs::filesystem_error);
  EXPECT_THROW(write_file_atomically(folder / "absent" / "a", "x"), fs::filesystem_error);
  EXPECT_EQ(entries(), 1);
}

TEST_F(AtomicFile, WritesThroughLinksAndIntoDevices) {
  write_file_atomically(folder / "a", "one");
  fs::create_symlink("a", folder / "link");
  write_file_atomically(folder / "link", "two");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(content(folder / "a"), "two");
  write_file_atomically("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(AtomicFile, NamesThePathThatCannotBeWritten) {
  try {
    write_file_atomically(folder / "missing/x", "content");
    FAIL() << "wrote into a missing folder";
  } catch (const fs::filesystem_error& error) {
    EXPECT_EQ(error.path1(), folder / "missing/x");
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
  }
}

}  // namespace
}  // namespace lemmata
