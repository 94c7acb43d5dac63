// What a model of characters says of the next one, for lesson generate.
#pragma once

#include <string>
#include <vector>

#include "lessons/character_model.h"
#include "lessons/page.h"

namespace elman::lessons {

// Bits, natural logarithms as they are in a loss, and perplexity.
double bits_of(double nats);

// Perplexity and bits of the text's first characters by hand, and the surprise at each character as a picture.
void show_surprises(Page& page, const CharacterModel& model);

// One distribution at three temperatures, and what top-k and top-p keep of it.
void show_temperatures(Page& page, const CharacterModel& model);

}  // namespace elman::lessons
