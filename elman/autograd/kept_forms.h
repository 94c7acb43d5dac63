// Forms of a parameter that kernels need, such as another layout, kept beside it until it changes.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "elman/autograd/variable.h"
#include "elman/kernels/gates.h"
#include "elman/tensor/tensor.h"

namespace elman {

enum class FormKind { linear, linear_transposed, gates, gates_transposed, gate_bias, projected_table };

// Tells the forms of one parameter apart.
struct FormKey {
  FormKind kind;
  kernels::Cell cell = kernels::Cell::rnn_tanh;
  std::size_t scalars = 0;
  std::array<const VariableState*, 3> others = {};  // further parameters that it is made of, or null
  std::int64_t first_row = 0;                       // if it is made of some rows alone: first_row .. end_row
  std::int64_t end_row = 0;

  bool operator==(const FormKey& other) const = default;
};

// The forms of one parameter. Any number of threads may ask at once: finding a finished form takes no lock, and a
// thread waits only for the very form that another one is making. A form is overwritten only after one of its
// parameters has changed, which is forbidden while other threads compute with it.
class KeptForms {
 public:
  // The form's scalars. fill(scalars) makes them if they are not those of this version.
  template <class Fill>
  Scalar* get(const FormKey& key, std::uint64_t version, const Fill& fill) {
    Form& form = find_or_add(key);
    if (form.version.load(std::memory_order_acquire) != version) {
      const std::lock_guard<std::mutex> lock(form.making);
      if (form.version.load(std::memory_order_relaxed) != version) {
        form.version.store(0, std::memory_order_relaxed);  // in case fill() throws
        fill(form.values.data());
        form.version.store(version, std::memory_order_release);
      }
    }
    return form.values.data();
  }

 private:
  struct Form {
    Form(const FormKey& form_key, std::unique_ptr<Form> form_next);

    const FormKey key;
    const std::unique_ptr<Form> next;
    Tensor values;
    std::atomic<std::uint64_t> version = 0;
    std::mutex making;  // one for each form, since making one may need another
  };

  static Form* find(Form* first, const FormKey& key);
  Form& find_or_add(const FormKey& key);

  std::atomic<Form*> first_ = nullptr;  // forms are added in front and stay as long as the parameter
  std::mutex adding_;
  std::unique_ptr<Form> owner_;  // of first_, under adding_
};

// The newest version among a parameter and the others of the key. It tells apart all that the form was ever made of,
// since each change gives a version above all that were given before.
std::uint64_t newest_version(const VariableState& parameter, const FormKey& key);

// That form of a parameter; fill(scalars) makes it if a parameter that it is made of has changed since.
template <class Fill>
Scalar* kept_form(const VariableState& parameter, const FormKey& key, const Fill& fill) {
  return parameter.forms->get(key, newest_version(parameter, key), fill);
}

}  // namespace elman
