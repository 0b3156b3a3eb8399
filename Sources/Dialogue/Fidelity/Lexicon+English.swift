extension Lexicon {
    /// English, a group of words a line; the form is described at `Lexicon.init(_:)`.
    static let englishGroups = """
        . doing_so do_so does_so anything whatever
        - how_often how_many_times
        - meant meant_to
        - become becomes
        - inform informs informing informed
        - looked_at
        - in_force
        - due
        - agree_with agrees_with agree_on
        - passed_to passed_on_to
        - still_applies still_in_force
        anyone_else anybody_else somebody_else someone_else
        + anyone anybody
        + everyone everybody
        ?or otherwise
        ?while during
        &no,need do_not_have_to dont_have_to does_not_have_to doesnt_have_to
        #no rather_than instead_of
        #may welcome_to free_to
        &after,only? only_after only_once
        . the a an of to in on at by for with as from into onto about regarding concerning over is are was were be been being am do does did done saying such_as besides_that as_for when_it_comes to_that_end in_that_case in_this_case in_other_words that_is put_simply in_a_nutshell in_general_terms broadly_speaking broadly roughly_speaking in_essence_then simply_put in_practice as_such each_time so_that in_order insofar rightly duly respectively accordingly as_well along_with together_with in_addition aside on_top by_means by_way as_part part_of as_a_result as_long_ago going_forward for_now for_the_moment right_now here_is here_are heres thats lets_look theres youre youll youd youve its_own were_it weve hes theyre ive im isnt_it back currently_in presently whole_picture whatever whichever wherever hereafter nowhere_else anything_else everything_else something_else anyway hence_forth thus_far so_far even even_so even_though despite albeit nonetheless nevertheless still_more me_to please_do just_so absolutely gladly_so great fine_then certainly_so naturally understood noted_that hope wanted you_too in_full_view ones one_of going go_for worth_it in_turn_then on_my_part from_there from_this out_of_this early lately as_much own in_case_of_that instead_of even_when cards card whoever right_to_ask only_fair not_least for_that as_is how
        . has had having this that these those it its they them their he she his her who whom whose which what where why there here
        . and also too plus then next so because thus hence therefore thereby such like namely i me my ourselves
        . one's well sure certainly of_course hello hi yes okay already yet still
        . in_short in_brief briefly basically essentially in_essence in_outline below above_all following follows follow as_follows comes come go goes
        . meanwhile whereas however but though although rather instead in_turn moreover furthermore besides together
        . take_part each_other kind sort others other another else same_time once_more again thank_you thanks
        . point points bullet item items entry entries thing things matter matters way ways something particular certain_kind within_it more_about
        . up out off down away just_write itself themselves himself than both_of_them whereas concerned involved namely_that via through upon
        . case_by_case for_example for_instance among towards toward along since_then per under according in_line would might_like
        . very really quite simply thereof therein hereby comprising comprises comprise includes include included including consists consist contain contains containing
        - explain describe outline clarify set_out lay_out walk_through explanation description elaborate explained explains explaining outlines outlined describes described clarifies clarified elaborates spell spelled spells spelt
        - say said says state stated states mention mentioned mentions tell told note noted notes report_that speaks_of indicated indicates indicating according_to_which specify specifies specified quote_from cite cites cited listed_as named_as
        - picture overview summary summarise summarised summarize summarized sum_up sums_up general_picture summarises summarizes summing overviews outline_of
        - have hold holds holding possess possesses own_a held got carries carry carrying bear_the bears possessing held_by in_possession
        - get obtain obtained obtaining receive_a acquire acquired gain gained secure_a getting gets secures secured securing
        - give gives given giving grant grants granted granting provide provides provided providing hand_out offers_you supplied supply supplies supplying
        - make makes making made create creates created creating produce produces produced producing build built
        - take takes taking took taken taken_by takes_in taken_up
        - run runs running operate operates operating operated carried_on conducted_by functioning function functions
        - put place places placed set sets setting set_up sit sits sitting stand stands standing lie lies
        - source sources reference references stems stem origin origins originate
        - situation condition circumstances state_of_affairs reality real_situation situations circumstance setup position positions standing_of
        - basic basics basis foundation rest rests based basically_the fundamentals fundamental essentials underlying
        - step steps stage stages phase phases route procedure procedures path pathway course journey sequence order_of
        - main mainly chief chiefly key primarily principal core primary foremost most_important_of
        - detail details particulars specifics detailed specifics_of
        - kind_of type types form_of
        - depend depends depending determined determine determines shaped shape shapes influenced influence influences affect affects affected hinges depended rests_on turn_on driven drive drives subject_to
        - general generally usual usually typically typical commonly common normally often frequently frequent customarily as_a_rule in_most_cases_usually ordinarily standard_practice customary customarily_so
        - find finds found finding discover come_across encountered encounter identify identified hear hears heard hearing
        - look looks see seen sees view viewed take_a_look regard regards glance observe observed
        - know known aware familiar learn learned
        - be_sure
        - example examples sample instance exampled illustration illustrative
        - begin begins start starts started starting opening commence commences
        - continue continues carry_on proceed proceeds goes_on move_on moves_on next_step
        - fit fits suit suits fitted suitable suitability match matches align aligned correspond corresponds consistent tailored tailor adjusted adjust adapt adapted appropriate consistent_with in_keeping correspond_to line_up lines_up
        - exist exists existing actual actually truly genuinely real in_place real_life exists_in there_in_reality in_reality genuine genuinely_so
        - part parts component components element elements portion share piece pieces section sections aspect aspects side sides area areas factor factors
        - want wants would_like wish wishes like_to prefer prefers aim aims intend intends intended would_rather willing hoping
        - keep keeps kept remain remains remaining stay stays staying kept_as still_remain left_in maintain maintained maintains retain stayed
        - mean means meaning denote denotes refers refer_to referred refer
        - appear appears shown show shows showing displayed display emerge emerges emerged arise arises arising occur occurs occurring happen happens happened turn_up crop_up
        - carried_out conduct conducted perform performed undertake undertaken undergo does_the carry_out_the handled_by done_by
        - related connected linked relating relevant pertaining tied
        - available
        - rely relies drawn draw taken_from comes_from come_from derived dates_from date_from relying drawn_from taken_out based_upon founded go_by
        - several_kinds group groups
        - clear clearly
        - cover covers covered covering spans span extend_to encompass encompasses applies_to
        - think consider bear_in_mind
        licence licences license licenses licensed licensing permit permits business_licence
        @ppiu penyelenggara_perjalanan_ibadah_umrah umrah_organiser umrah_organizer umrah_travel_organiser umrah_operator
        @pihk penyelenggara_ibadah_haji_khusus special_hajj_organiser special_hajj_organizer
        travel_agency travel_agencies travel_bureau travel_bureaus bureau bureaus agency agencies bpw
        travel
        organise organises organised organising organize organizes organized organizing organiser organizer organisers organizers manage manages managed managing manager managers
        umrah
        hajj
        special
        pilgrim pilgrims
        guide guides guiding guidance
        serve serves serving service services
        protect protects protecting protection
        task tasks duty duties
        sell sells selling sold
        ticket tickets
        hotel hotels accommodation
        gather gathers gathering recruit recruits recruiting collect collecting
        send sends sending sent dispatch dispatching
        depart departs departure departures
        charge_of in_charge responsible handled handles handle handling responsibility
        @ministry_of_hajj_and_umrah hajj_and_umrah_ministry kemenhaj
        @ministry_of_religious_affairs kemenag religious_affairs_ministry
        @ministry_of_law law_ministry
        minister
        official officials
        officially
        government state
        central centre center
        office offices
        regional region
        agencies_other other_agencies
        company companies pt limited_company firm firms business businesses enterprise entity legal_entity
        activity activities
        legal lawful lawfully law_abiding legally
        owner owners owned owns ownership
        officer officers management board
        shareholder shareholders
        citizen citizens citizenship nationals national
        muslim muslims islam
        requirement requirements condition_list prerequisite prerequisites conditions
        rule rules regulation regulations regulated governed provision provisions decree decrees governs govern governing
        apply applies applying applied application applications file_an applicant applicants submit submits submitted submitting lodge
        file files filed filing
        statement statements declare declares declared declaration
        stamped stamp
        deed deeds
        establishment incorporation
        amend amendment amendments amending amended
        change changes changed changing
        approval approve approved approves
        id_card id_cards identity_card identity_cards identity id
        tax
        passport passports
        photo photos photograph photographs
        account accounts
        @escrow escrow_account
        separate separately apart separated told_apart
        commissioner commissioners
        director directors
        clearance
        report reports reporting reported
        financial finance finances financially
        financial_statements financial_statement
        period periods
        audit audited audits auditing
        accountant accountants
        public
        bank_guarantee bank_guarantees bank_security
        deposit deposits
        pledged pledge
        bank
        proposal proposals business_proposal business_plan
        certificate certificates
        certification certified certify
        accreditation accredited accredit
        structure organisation organization chart organisation_chart
        contract contracts
        staff staffing employees employee personnel human_resources workers workforce
        work working
        capacity capability capabilities capable
        managerial
        technical
        system systems
        information
        evidence proof prove proven proves evidenced demonstrate demonstrated
        partner partners partnership
        operator operators
        sanction sanctions sanctioned
        past previous prior_record previously old predate predates older earlier dates_back date_back
        track_record
        assess assessed assesses assessing assessment evaluate evaluated evaluation scored score
        agreement agreements agreed agree agrees
        fund funds money
        site field location on_site
        verification
        visit visits visited visiting inspect inspection inspections inspected
        recommendation recommendations recommend recommended
        online
        electronically electronic
        channel channels
        document documents paper papers documentation paperwork
        original originals
        equipment
        facility facilities
        issue issued issues issuance issuing
        code codes
        . closer longer much against over_there outside back_then four_things five_things thats_why
        - way_of method methods manner means_of how_to
        - fair reasonable natural understandable
        - enough sufficient suffices suffice
        - body bodies
        - terms term
        - ran
        - road
        - fill filled fills complete_the
        - feel feel_free feels
        - wish_to
        - allow_for
        - opinion opinions view_of thoughts
        - safety sake
        - touch in_touch
        - miss missing lacking
        - miss_departure miss_their_departure
        - happen_to
        - specific
        - policy policies
        - consult consults consulting_with liaise
        - eligible eligibility qualify qualifies
        - replacing replace replaces replaced
        - violations violation breach breaches
        - status standing_in
        - control
        - try tried attempt
        - brief briefly_told concise
        - ability
        - turn turns
        - move moves moved
        - arrange arranged arrangement arrangements arranges set_a_time
        - goal goals
        - recommend_that suggest suggests suggested suggestion
        - share_with
        - mind
        - spell_out
        - expect expected
        - understand understanding
        - lay lays laid
        - bring brings brought
        - assume assumed
        - treat treated treats
        - attention pay_attention
        - exact exactly precise precisely
        - complete_picture
        - feature features
        - involve involves
        - reflect reflects reflected
        - hand hands
        - lot
        - level levels
        - select selected
        - oversee oversees overseen
        - convenient convenience
        - tend tends
        - count counts
        - wrong mistaken
        - permission permissions
        - hire hiring hired engage
        - english
        - former
        - read reads reading
        - pin
        - draw_up
        #you you your yours yourself
        ?should please kindly let lets
        + use uses used using
        + number numbers
        + first before_anything_else before_all_else initial initially beforehand first_of_all
        + ready readiness prepare prepared prepares preparing preparation readying
        - process processes
        processing processed
        request requests
        ?or either
        &no,or? neither nor
        ^ help helps helping helpful
        ^ ask put_it_to asks asked asking question questions worth
        ~ happy glad gladly good pleasure frank honest welcome most_welcome nice lovely
        - abbreviation acronym short short_for stand_for stands_for letter letters name names named called_also
        - result results outcome outcomes
        - leave leaves left letting
        + ministry ministries
        + answer answers answered answering reply replies respond responds responding
        + offer offers offered offering
        + human person people somebody someone
        + talk speak talking speaking discuss discussion discussing talks
        + trust trusting_us trusted
        + repeat repeats repeating
        + data
        * tap click push scroll choose_from pick enter entering insert attach upload search seek walk run_past pass passes passing went gone came coming
        * believe guess imagine remember forget notice recognise recognize realise realize study inspect_only measure count_on
        * follow_through lead_up guided point_out highlight underline stress emphasise emphasize remind reminder
        * thing_of_note topic topics subject subjects issue_at_hand problem problems concern concerns theme page screen line lines word words sentence sentences paragraph heading
        * inside front behind beside near end ends ended ending later soon_after meanwhile_then beginning middle_of order turn_of round
        * reader readers visitors user users friend colleague_of everyone_involved those_involved member members
        * useful usefulness benefit_of purpose purposes function_of role roles idea ideas sense
        * desire wishes_for knowledge awareness
        * care cares taking_care careful_to gather_up pull push_on hold_on settle settles settled
        * deal_of bit little_more slightly rather_more fully_told whole_of
        - lead leads leading led
        ?if should_you should_anything should_something
        ^ sorry apologise apologies appreciate value delighted grateful pleased
        #possible,may possible possibly
        * any anyone anybody everyone everybody
        + deal deals dealt dealing
        + call called calls phone_call
        + time times
        * interest interested version versions face faces facing better best_for summed
        * read_through hold_off stick sticks stuck worry worries mind_you hesitate
        * travel_to arrive arrives arrived meet_up turn_to go_through walk_you hand_over
        * sort_out figure_out work_out look_into looked_into think_of thinking thought imagine_that
        * probably_best suppose supposed wonder wondering curious
        * connect connects connecting link_up join_in bring_up raised raise raises
        * accept accepts accepted take_on taking_on face_to
        * spend_time waste save saves saving
        * belong belongs belonging attached attaches accompany accompanied accompanies accompanying
        * separate_things distinct distinguish distinguishes
        * side_by_side pair paired both_sides double_up
        * whole_thing altogether overall total_of sum_of
        * context background picture_of story tale
        * unfortunately fortunately luckily sadly thankfully hopefully personally honestly truthfully openly
        * earlier_on sooner moment while_ago
        * stress_that worth_noting important_to_note bear note_that
        * held_apart treat_as
        * differently similarly likewise equally
        * someone_who those_who whose_job
        * thus_also above_all_else beyond besides_this
        * wish_you luck look_forward forward
        * answer_to in_answer response respondent
        * suitability_of better_suited prefer_to preferred preference
        * comment comments remark remarks
        * sets_of several_of couple few
        * comfortably ease
        * eye keep_an_eye
        written writing
        + write writes wrote
        - last final finally
        - current latest newest now today currently nowadays present present_day at_present
        - hour hours
        @kbli
        annex appendix
        intermediary intermediaries middleman middlemen broker third_party
        yourself_directly yourselves
        directly direct in_person
        duration length long how_long
        time_limit time_limits deadline deadlines cut_off
        date
        correct put_right corrected correction correcting corrections corrects revise revised revision fix fixed
        mistake mistakes error errors
        obstacle obstacles hurdle hurdles hold_up hold_things_up hold_the_process_up delay delays delayed slow hinder
        internet
        up_to_date
        new newly
        check to_be_sure look_up looks_up looked_up checks checked checking confirm confirms confirmed confirming verify verifies verified verifying make_sure ensure double_check cross_check compare compares compared comparing
        examine examined examines reviewed looked_at
        wait waiting
        risk risks
        criminal
        prison imprisonment jail
        fine fines
        category
        @article_of
        penalty penalties punishment
        prohibition prohibited_acts
        right rights entitled
        payment payments pay pays paying paid
        fail fails failing failure
        stranded strand stranding
        return returns returned returning
        cause causes causing caused
        stop stopped stopping halt
        temporary temporarily
        coercion
        suspend suspended suspension suspending freeze frozen
        revoke revoked revocation revoking
        administrative
        cancel cancels cancelled cancelling cancellation withdrawal_of
        refund refunds refunded
        register registers registered registering registration registrations
        valid validity force
        renew renewed renewal renewing extend extended extension
        update updates updated updating
        lapse lapses lapsed expire expires expired expiring run_out runs_out
        recur recurs recurring periodic periodically
        obligation obligations
        fulfil fulfilled fulfils meet meets met satisfy satisfied satisfies
        criterion criteria
        indicator indicators
        zero
        experience experienced
        quota quotas
        differ differs different difference
        one_and_the_same
        join joins joining merge
        consent consents
        commitment commit committed
        quality
        standard standards
        assistance assist assists support
        fee fees
        cost costs costing expense expenses charge charges charged
        spending spend spent spends
        price prices pricing
        quote quotes quotation quoted
        scope
        notary
        optional choice choose
        amount amounts sum
        training trained
        operations operational
        decision decisions decide decides decided
        client clients customer customers
        @admin admins team colleague colleagues
        assistant
        automatic automated
        chat conversation conversations webchat
        message messages
        contact contacts contacted reach reaches
        phone telephone
        e_mail email e_mail_address email_address
        holiday holidays
        address addresses
        city
        consultation consultations
        consultant consulting consultancy
        schedule scheduled schedules
        meeting meetings appointment
        checklist checklists
        pdf
        download downloads downloaded
        template templates text texts
        review
        remedy remedies
        progress
        button
        case_study case_studies
        case cases
        anonymous anonymously without_names
        figure figures
        size scale
        website web
        testimonial testimonials reviews
        star stars
        invented made_up
        shared
        copy copies
        sign signs signed signing signature
        transfer transfers
        record recorded records
        personal
        withdraw withdraws withdrawing
        delete deletion deleted
        access accessible
        complaint complaints complain
        language
        advice
        adviser advisor
        beware wary careful caution watch an_eye_on keep_an_eye_on
        comfortable
        follow_up followed_up follow_it_up follow_them_up follow_this_up
        branch branches
        minutes
        practice
        mid middle
        passed expired_on
        activate activated
        open opens opened
        close closes closed
        fast quick quickly faster fastest soon promptly immediately at_once straight_away right_away instantly
        easy easily simple
        cheap affordable cheaper
        expensive
        best leading_firm
        safe secure security
        important crucial essential
        large big
        small
        high
        low
        add adds added adding additional extra more_of
        reject rejected rejection refuse refused
        success succeed successful
        complete completed completes completion finish finished full fully
        reason reasons
        act acts acting
        anytime whenever_you_like at_any_time
        digital digitally
        press
        wording
        optional_service
        - list lists listed
        internally
        map
        society
        kemenkum
        objects
        merely_a
        outdated out_of_period
        ready_made
        @saudi_arabia saudi
        @siskopatuh
        @oss online_single_submission
        @nib business_number business_identification_number
        @kan
        @lsuhk
        @law uu
        @pp
        @government_regulation
        @kma
        @pma
        @permenhaj
        @yogyakarta diy
        @whatsapp
        @indonesia indonesian indonesians
        #must must have_to has_to had_to obliged obligatory mandatory compulsory shall is_required are_required oblige obliges obliging
        #need,must required requires require requiring
        #need need needs needed necessary
        #may may can could allowed permitted able
        #should should ought advisable better_to had_better
        #will will shall_be
        #possible might perhaps maybe likely probably
        #no not no never without none nobody nothing no_one dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt shouldnt wouldnt neednt
        #promise surely undoubtedly guarantee guarantees guaranteed guaranteeing promise promises promised promising assure assures assured certain certainty definitely surely warranty warranted hundred_percent
        #if if provided_there provided_that in_case should_there as_long_as_it assuming
        #except except unless excluding
        #only only merely just solely simply_a nothing_but
        #while as_long_as so_long_as during throughout
        ?if,while,after when while whilst whenever
        #before before prior prior_to from_before
        #after after afterwards once following_the upon_issue
        #since since
        #until until till
        #all all entire whole
        #each every each everything
        #some some several various
        #most most majority
        #always always forever permanently
        #or or
        #atmost up_to at_most no_more_than within maximum max not_exceeding at_the_latest no_later_than not_more_than
        #atleast at_least minimum no_fewer_than not_less_than no_less_than min
        #more more_than over_and_above exceeding
        #less less_than fewer_than
        #about approximately roughly around
        #we we our us ours
        &no,may cannot cant forbidden prohibited banned unable mustnt must_not may_not can_not not_allowed not_permitted barred
        &no,will wont will_not
        &no,licence unlicensed
        &no,audit unaudited
        &no,cost free free_of_charge complimentary
        """
}
