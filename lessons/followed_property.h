// Whether a unit of a network follows something that has a name, for lesson generate.
#pragma once

#include "lessons/character_model.h"
#include "lessons/page.h"

namespace elman::lessons {

// For each property of the text's characters the unit that follows it best, before and after learning; the best of all
// as a picture along the text.
void show_unit(Page& page, const CharacterModel& before, const CharacterModel& after);

}  // namespace elman::lessons
