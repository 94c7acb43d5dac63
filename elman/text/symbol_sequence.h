// A text as symbols, in one block of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace elman::text {

// For whole corpora: a string for each symbol would take ten times as much memory. Symbols contain no NUL bytes.
class SymbolSequence {
 public:
  class Iterator {
   public:
    // NOLINTBEGIN(readability-identifier-naming): names of the standard library
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = std::string_view;
    // NOLINTEND(readability-identifier-naming)

    Iterator() = default;
    explicit Iterator(const char* symbol) : symbol_(symbol) {}
    std::string_view operator*() const { return symbol_; }
    Iterator& operator++() {
      symbol_ += (**this).size() + 1;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const char* symbol_ = nullptr;
  };
  using value_type = std::string_view;  // NOLINT(readability-identifier-naming)
  using const_iterator = Iterator;      // NOLINT(readability-identifier-naming)

  SymbolSequence() = default;
  explicit SymbolSequence(std::span<const std::string> symbols);
  SymbolSequence(std::initializer_list<std::string_view> symbols);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Iterator begin() const { return Iterator(bytes_.data()); }
  Iterator end() const { return Iterator(bytes_.data() + bytes_.size()); }

  void push_back(std::string_view symbol);
  std::vector<std::string> symbols() const { return {begin(), end()}; }

  // Each symbol followed by a NUL; different for different sequences, so it serves as a key.
  const std::string& bytes() const { return bytes_; }

  friend bool operator==(const SymbolSequence& a, const SymbolSequence& b) { return a.bytes_ == b.bytes_; }

 private:
  template <class Symbols>
  void assign(const Symbols& symbols);

  std::string bytes_;
  std::uint32_t size_ = 0;
};

}  // namespace elman::text
