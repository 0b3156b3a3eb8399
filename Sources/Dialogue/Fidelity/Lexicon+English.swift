extension Lexicon {
    /// English, a group of words a line; the form is described at `Lexicon.init(_:)`.
    static let englishGroups = """
        . the a an of to in on at by for with as from into onto about regarding concerning over is are was were be been being am do does did done
        . has had having this that these those it its they them their he she his her who whom whose which what where why how there here
        . and also too plus then next so because thus hence therefore thereby such like namely i me my you your yours yourself ourselves
        . one's please kindly well sure certainly of_course gladly happy glad hello hi yes okay now today currently nowadays already yet still
        . in_short in_brief briefly basically essentially in_essence in_outline below above_all following follows follow as_follows comes come go goes
        . meanwhile whereas however but though although rather instead in_turn moreover furthermore besides let lets us_to together
        . take_part one_of each_other kind sort others other another else same_time once_more again thank_you thanks good_question
        . point points bullet item items entry entries thing things matter matters way ways something particular certain_kind within_it more_about
        . up out off down away just_write itself themselves himself than both_of_them whereas concerned involved namely_that via through upon
        . case_by_case for_example for_instance among towards toward along since_then per under according in_line worth would might_like
        . very really quite simply thereof therein hereby comprising comprises comprise includes include included including consists consist contain contains containing

        - explain describe outline clarify set_out lay_out walk_through explanation description elaborate
        - say said says state stated states mention mentioned mentions tell told note noted notes report_that
        - picture overview summary summarise summarised summarize summarized sum_up sums_up general_picture
        - have hold holds holding possess possesses own_a held got
        - get obtain obtained obtaining receive_a acquire acquired gain gained secure_a
        - give gives given giving grant grants granted granting provide provides provided providing
        - make makes making made
        - take takes taking took taken
        - run runs running operate operates operating operated
        - put place places placed
        - source sources reference references
        - situation condition circumstances state_of_affairs reality real_situation
        - basic basics basis foundation rest rests based
        - step steps stage stages phase phases route procedure procedures
        - main mainly chief chiefly key primarily principal core
        - detail details particulars specifics
        - kind_of type types form_of
        - depend depends depending determined determine determines shaped shape shapes influenced influence influences affect affects affected hinges
        - general generally usual usually typically typical commonly common normally often frequently frequent customarily
        - find finds found finding discover
        - look looks see seen sees view viewed
        - know known aware
        - be_sure
        - example examples sample instance
        - begin begins start starts started starting
        - continue continues carry_on proceed proceeds
        - fit fits suit suits fitted suitable suitability match matches agree agrees align aligned correspond corresponds consistent
        - exist exists existing actual actually truly genuinely real
        - part parts component components element elements portion share
        - want wants would_like wish wishes like_to prefer prefers aim aims
        - keep keeps kept remain remains remaining stay stays staying
        - mean means meaning stand_for stands_for
        - appear appears shown show shows showing displayed display
        - carried_out conduct conducted perform performed undertake undertaken undergo
        - related connected linked relating
        - available
        - rely relies drawn draw taken_from comes_from come_from derived dates_from date_from
        - several_kinds group groups
        - clear clearly
        - cover covers covered covering
        - ready readiness prepare prepared prepares preparing preparation
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
        abbreviation acronym short
        name names named
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
        charge_of in_charge responsible handled handles handle handling deal deals responsibility
        ministry ministries
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
        owner owners own owned owns ownership
        officer officers management board
        shareholder shareholders
        citizen citizens citizenship nationals national
        muslim muslims islam
        requirement requirements condition_list prerequisite prerequisites conditions
        rule rules regulation regulations regulated governed provision provisions decree decrees
        apply applies applying applied application applications file_an applicant applicants submit submits submitted submitting lodge
        file files filed filing
        letter letters
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
        separate separately apart separated
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
        past previous prior_record previously earlier older old
        track_record
        assess assessed assesses assessing assessment evaluate evaluated evaluation scored score
        agreement agreements agreed
        written writing write
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
        @kbli
        annex appendix
        intermediary intermediaries middleman middlemen broker third_party
        yourself_directly yourselves
        directly direct in_person
        duration length long how_long
        time_limit time_limits deadline deadlines cut_off
        time
        date
        result results outcome outcomes
        correct corrected correction correcting corrections corrects revise revised revision fix fixed
        mistake mistakes error errors
        obstacle obstacles hurdle hurdles hold_up hold_things_up delay delays delayed slow hinder
        internet
        current latest newest up_to_date present present_day
        new newly
        check checks checked checking confirm confirms confirmed confirming verify verifies verified verifying make_sure ensure double_check compare compares compared cross_check
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
        first initial initially beforehand
        experience experienced
        quota quotas
        use uses used using
        differ differs different difference
        one_and_the_same
        join joins joining merge
        consent consents
        commitment commit committed
        quality
        standard standards
        assistance assist assists support
        help helps helping
        fee fees
        cost costs costing expense expenses charge charges charged
        spending spend spent spends
        price prices pricing
        offer offers quote quotes quotation
        scope
        notary
        optional choice choose
        amount amounts sum
        training trained
        operations operational
        decision decisions decide decides decided
        client clients customer customers
        @admin admins team colleague colleagues our_team
        assistant
        automatic automated
        human person people somebody someone
        chat conversation conversations webchat
        message messages
        contact contacts contacted reach reaches
        phone telephone call called
        e_mail email
        hour hours
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
        anonymous anonymously
        figure figures number_of_cases
        size scale
        website web
        testimonial testimonials reviews
        star stars
        invented made_up
        shared
        copy copies
        sign signs signed signing signature
        transfer transfers
        leave leaves left
        record recorded records
        data
        personal
        process processed processing
        withdraw withdraws withdrawing
        delete deletion deleted
        access
        complaint complaints complain
        sorry apologise apologies
        repeat
        talk speak talking discuss discussion
        ask asks asked asking request requests
        question questions
        answer answers answered reply replies respond
        language
        advice
        adviser advisor
        beware careful caution watch
        trust
        comfortable
        follow_up followed_up
        branch branches
        minutes
        practice
        mid middle
        passed expired_on
        activate activated
        open opens opened
        close closes closed
        lead leads leading
        fast quick quickly faster fastest soon promptly immediately
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
        anyone any anybody whoever everyone everybody
        anytime at_any_time
        digital digitally
        press
        wording
        optional_service
        list lists listed
        internally
        obstacles_met
        map
        visitor
        society
        kemenkum
        mandatory_list
        objects
        merely_a
        predate predates before_the_change
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

        #must must have_to has_to had_to obliged obligatory mandatory compulsory shall is_required are_required
        #need,must required requires require requiring
        #need need needs needed necessary
        #may may can could allowed permitted able
        #should should ought advisable better_to had_better
        #will will shall_be
        #possible might perhaps maybe possibly possible likely probably
        #no not no never without neither nor none nobody nothing no_one dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt shouldnt wouldnt neednt
        #promise guarantee guarantees guaranteed guaranteeing promise promises promised promising assure assures assured certain certainty definitely surely warranty warranted hundred_percent
        #if if provided_that in_case should_there as_long_as_it assuming
        #except except unless excluding
        #only only merely just solely simply_a nothing_but
        #while as_long_as so_long_as during throughout
        ?if,while,after when while whilst whenever
        #before before prior prior_to
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
        #about approximately roughly around about_the
        #we we our us ours

        &no,may cannot cant forbidden prohibited banned unable mustnt must_not may_not can_not not_allowed not_permitted barred
        &no,will wont will_not
        &no,licence unlicensed
        &no,audit unaudited
        &no,cost free free_of_charge complimentary
        """
}
