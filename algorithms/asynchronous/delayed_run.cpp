#include "algorithms/asynchronous/delayed_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "algorithms/asynchronous/delayed_sgd.hpp"
#include "algorithms/sampling/random_stream.hpp"
#include "theory/staleness/delayed_bounds.hpp"

namespace lemmata {
namespace {

constexpr std::uint64_t noise_stream = 0;
constexpr std::uint64_t delay_stream = 1;

/// ∇f(x) + ξ.
class NoisyGradient {
 public:
  NoisyGradient(const Objective& f, const DelayedRunOptions& options)
      : gradient_{f.gradient},
        deviation_{options.noise / std::sqrt(static_cast<double>(f.start.size()))},
        random_{{.seed = options.seed, .subject = noise_stream}} {}

  Vector<double> operator()(const Vector<double>& x) {
    Vector<double> result = gradient_(x);
    if (deviation_ == 0) return result;
    for (double& entry : result) entry += random_.uniform() > 0.5 ? deviation_ : -deviation_;
    return result;
  }

 private:
  std::function<Vector<double>(const Vector<double>&)> gradient_;
  double deviation_;
  RandomStream random_;
};

/// Updates with delays that are given.
class GivenDelays {
 public:
  GivenDelays(const Objective& f, const DelayedRunOptions& options, const Delays& delays)
      : f_{f},
        delays_{delays},
        step_size_{options.step_size},
        gradient_{f, options},
        random_{{.seed = options.seed, .subject = delay_stream}},
        descent_{f.start, delays.longest} {}

  const Vector<double>& parameters() const { return descent_.parameters(); }

  /// Makes an update, and calls `count` with the staleness of its gradient.
  template <class Count>
  void update(Count count) {
    const int delay = next_delay();
    count(delay);
    descent_.descend(gradient_(descent_.parameters_ago(delay)), step_size_);
  }

 private:
  int next_delay() {
    const int longest = std::min(descent_.updates(), delays_.longest);
    if (delays_.choice == DelayChoice::fixed) return longest;
    return delays_.choice == DelayChoice::random
               ? std::min(longest, static_cast<int>(random_.uniform() * (longest + 1)))
               : worst_delay(longest);
  }

  int worst_delay(int longest) const {
    const Vector<double> wanted = f_.gradient(parameters());
    int worst = 0;
    double least = std::numeric_limits<double>::infinity();
    for (int delay = 0; delay <= longest; ++delay) {
      const double product = wanted.dot(f_.gradient(descent_.parameters_ago(delay)));
      if (product >= least) continue;
      least = product;
      worst = delay;
    }
    return worst;
  }

  const Objective& f_;
  Delays delays_;
  double step_size_;
  NoisyGradient gradient_;
  RandomStream random_;
  DelayedDescent<double> descent_;
};

/// Updates by simulated workers.
class WorkerUpdates {
 public:
  template <class Gradient>
  WorkerUpdates(const Vector<double>& start, const TimedWorkers& workers, double step_size,
                Gradient gradient)
      : step_size_{step_size},
        gradient_{std::move(gradient)},
        shared_{start, static_cast<int>(workers.speeds.size()), workers.discipline},
        timeline_{shared_.workers(), Durations{workers.speeds}} {}

  const Vector<double>& parameters() const { return shared_.parameters(); }

  template <class Count>
  void update(Count count) {
    const auto gradient = [this](const Vector<double>& x, int, int) { return gradient_(x); };
    const auto step_size = [this](int) { return step_size_; };
    const int before = shared_.updates();
    while (shared_.updates() == before) {
      count(shared_.deliver(timeline_.next(shared_), gradient, step_size).staleness);
    }
  }

 private:
  struct Durations {
    std::vector<double> speeds;
    double operator()(int worker, int) const {
      return 1 / speeds[static_cast<std::size_t>(worker)];
    }
  };

  double step_size_;
  std::function<Vector<double>(const Vector<double>&)> gradient_;
  SharedParameters<double> shared_;
  Timeline<Durations> timeline_;
};

void require_finite(const DelayedPoint& point) {
  if (std::isfinite(point.gap) && std::isfinite(point.squared_gradient)) return;
  throw std::domain_error{"f or its gradient is not finite"};
}

template <class Updates>
DelayedRecording record(const Objective& f, Updates updates, std::int64_t last,
                        const GoesOn& goes_on) {
  double squared = 0;
  double sum = 0;
  std::vector<std::int64_t> staleness;
  const auto count = [&](int age) { count_occurrence(staleness, age); };
  const auto observe = [&] {
    if (!updates.parameters().allFinite()) throw std::domain_error{"the iterate is not finite"};
    squared = f.gradient(updates.parameters()).squaredNorm();
  };
  const auto measure = [&](std::int64_t t) {
    const DelayedPoint point{t, f.gap(updates.parameters()), squared, sum / static_cast<double>(t)};
    require_finite(point);
    return point;
  };
  const auto advance = [&](std::int64_t) {
    sum += squared;
    updates.update(count);
  };
  DelayedRecording result{record_run("update", last, goes_on, observe, measure, advance)};
  result.staleness = std::move(staleness);
  return result;
}

/// No gradient decides when workers deliver: here they have none.
DelayForecast forecast_of(const TimedWorkers& workers, std::int64_t updates,
                          const GoesOn& goes_on) {
  const Vector<double> nothing;
  WorkerUpdates simulated{nothing, workers, 0, [](const Vector<double>& x) { return x; }};
  DelayForecast result{.longest = 0, .constant = true};
  int previous = 0;
  for (std::int64_t t = 0; t < updates; ++t) {
    if (!goes_on(t)) return {result.longest, false, false};
    simulated.update([&](int age) {
      const bool still_rises = age == t && previous == t - 1;
      result.constant = result.constant && (age == previous || still_rises);
      result.longest = std::max(result.longest, age);
      previous = age;
    });
  }
  return result;
}

bool is_adversarial(const DelayedRunOptions& options) {
  const auto* delays = std::get_if<Delays>(&options.source);
  return delays != nullptr && delays->choice == DelayChoice::adversarial;
}

/// σ² of what an update applies: a mean over workers has less of it.
double applied_noise(const DelayedRunOptions& options) {
  const double noise = options.noise * options.noise;
  const auto* workers = std::get_if<TimedWorkers>(&options.source);
  return workers != nullptr && workers->discipline.averaged
             ? noise / static_cast<double>(workers->speeds.size())
             : noise;
}

JudgedHypothesis smooth_objective(const Objective& f) {
  const bool known = std::isfinite(f.smoothness);
  return {"∇f is L-Lipschitz and f ≥ f*", known,
          known ? fmt::format("L = {:.6g}, f* = {:.6g}", f.smoothness, f.least_value)
                : "no L is known for γ = 1"};
}

JudgedHypothesis bounded_delays(const DelayForecast& delays) {
  return {"τ(t) ≤ τ", delays.complete,
          delays.complete ? fmt::format("τ = {}", delays.longest)
                          : "the forecast of τ was interrupted"};
}

JudgedHypothesis fresh_noise(const DelayedRunOptions& options) {
  return {"E[ξ_t] = 0 and E‖ξ_t‖² ≤ σ² given the past", true,
          options.noise == 0
              ? "σ = 0: gradients are exact"
              : fmt::format("σ² = {:.6g}, by signs that are drawn afresh", applied_noise(options))};
}

JudgedHypothesis blind_delays(const DelayedRunOptions& options) {
  const bool blind = options.noise == 0 || !is_adversarial(options);
  return {"delays do not depend on the noise", blind,
          options.noise == 0 ? "there is none"
          : blind            ? "nothing of a gradient decides how late it is"
                             : "the adversary sees iterates, and so the noise in them"};
}

JudgedHypothesis safe_step(const DelayedDescentBound<double>& known, double step) {
  const std::string text = "Lη(1 + 2Lητ²) ≤ 1";
  if (!std::isfinite(known.smoothness)) return {text, false, "there is no L"};
  const double level = known.smoothness * step;
  const double delay = known.delay;
  const double condition = level * (1 + 2 * level * delay * delay);
  const bool holds = condition <= 1;
  return {text, holds,
          holds ? fmt::format("it is {:.4g} for η = {:.6g}", condition, step)
                : fmt::format("it is {:.4g} for η = {:.6g}; η = 1/(2L(τ + 1)) = {:.6g} is safe",
                              condition, step, known.safe_step())};
}

}  // namespace

DelayForecast forecast(const std::variant<Delays, TimedWorkers>& source, std::int64_t updates,
                       const GoesOn& goes_on) {
  if (const auto* workers = std::get_if<TimedWorkers>(&source)) {
    return forecast_of(*workers, updates, goes_on);
  }
  const auto& delays = std::get<Delays>(source);
  return {delays.longest, delays.choice == DelayChoice::fixed || delays.longest == 0};
}

DelayedRecording run_delayed_sgd(const Objective& f, const DelayedRunOptions& options,
                                 std::int64_t last, const GoesOn& goes_on) {
  if (const auto* delays = std::get_if<Delays>(&options.source)) {
    return record(f, GivenDelays{f, options, *delays}, last, goes_on);
  }
  return record(f,
                WorkerUpdates{f.start, std::get<TimedWorkers>(options.source), options.step_size,
                              NoisyGradient{f, options}},
                last, goes_on);
}

DelayedRunBound delayed_run_bound(const Objective& f, const DelayedRunOptions& options,
                                  const DelayForecast& delays) {
  const DelayedDescentBound<double> known{.smoothness = f.smoothness,
                                          .gap = f.gap(f.start),
                                          .noise = applied_noise(options),
                                          .delay = delays.longest};
  DelayedRunBound bound{
      {.source = "lian2015asynchronous",
       .theorem = "Theorem 1, for one gradient at a time",
       .statement = "(1/T) Σ_{t<T} E‖∇f(x_t)‖² ≤ 2(f(x_0) − f*)/(ηT) + Lησ²(1 + 2Lητ)",
       .latex = R"(\frac1T \sum_{t<T} \mathbb E \lVert\nabla f(x_t)\rVert^2 \le
  \frac{2(f(x_0) - f^*)}{\eta T} + L\eta\sigma^2 (1 + 2L\eta\tau))",
       .notation = "f has L-Lipschitz gradients, f* is its least value; a gradient is at most τ "
                   "updates late, and σ² the variance of its noise.",
       .hypotheses = {smooth_objective(f), bounded_delays(delays), fresh_noise(options),
                      blind_delays(options), safe_step(known, options.step_size)},
       .remarks = {
           "Its proof is checked in AS-3, for objectives that are convex and for others."}}};
  if (!applies(bound)) return bound;
  bound.remarks.emplace_back(
      "The bound drawn has a part in 10⁹ added, for the rounding of doubles.");
  bound.at = [known, step = options.step_size](std::int64_t updates) {
    constexpr double rounding = 1e-9;
    return (1 + rounding) * known(step, static_cast<int>(updates));
  };
  return bound;
}

}  // namespace lemmata
