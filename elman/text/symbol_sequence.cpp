#include "elman/text/symbol_sequence.h"

namespace elman::text {

SymbolSequence::SymbolSequence(std::span<const std::string> symbols) { assign(symbols); }

SymbolSequence::SymbolSequence(std::initializer_list<std::string_view> symbols) { assign(symbols); }

template <class Symbols>
void SymbolSequence::assign(const Symbols& symbols) {
  std::size_t bytes = 0;
  for (const std::string_view symbol : symbols) bytes += symbol.size() + 1;
  bytes_.reserve(bytes);
  for (const std::string_view symbol : symbols) push_back(symbol);
}

void SymbolSequence::push_back(std::string_view symbol) {
  bytes_.append(symbol).push_back('\0');
  ++size_;
}

}  // namespace elman::text
